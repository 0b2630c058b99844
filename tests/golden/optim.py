"""Losses, optimizers on given gradients, gradient clipping and learning rates step by step."""

import torch
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, OneCycleLR, SequentialLR

from fill import fill, labels
from golden_file import GoldenFile

COUNT = 40000  # more than one task's share of an optimizer step
STEPS = 5


def record_cross_entropy(out):
    """Ordinary scores, and scores so far apart that a careless exponential overflows."""
    rows, classes = 6, 11
    for kind, scale in (("ordinary", 3.0), ("extreme", 80.0)):
        for smoothing in (0.0, 0.1):
            logits = fill(f"cross_entropy.{kind}", (rows, classes), scale)
            if kind == "extreme":
                logits = logits.sign() * 80.0
            logits.requires_grad_()
            right = labels(f"cross_entropy.{kind}.labels", rows, classes)
            loss = cross_entropy(logits, right, label_smoothing=smoothing)
            loss.backward()
            name = f"cross_entropy.{kind}.{round(100 * smoothing)}"
            out.add(f"{name}.loss", loss)
            out.add(f"{name}.gradient", logits.grad)


def record_optimizers(out):
    makers = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=5e-4),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=5e-4),
        "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=5e-4, nesterov=True),
        "adam": lambda p: torch.optim.Adam(p, lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-3),
        "adamw": lambda p: torch.optim.AdamW(p, lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2),
    }
    for name, make in makers.items():
        values = fill("optimizer.values", (COUNT,)).requires_grad_()
        optimizer = make([values])
        for step in range(STEPS):
            values.grad = fill(f"optimizer.gradients.{step}", (COUNT,), 0.1)
            optimizer.step()
            out.add(f"{name}.step{step}", values)


def record_clipping(out):
    for name, largest in (("clip.short", 1.5), ("clip.long", 1e6)):
        values = torch.zeros(COUNT)
        values.grad = fill("clip", (COUNT,), 0.1)
        out.add(f"{name}.norm", torch.nn.utils.clip_grad_norm_([values], largest))
        out.add(f"{name}.gradients", values.grad)


def rates(make, steps, base):
    """The learning rate of each step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
    schedule = make(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return torch.tensor(result)


def record_schedules(out):
    def one_cycle(total):
        return lambda o: OneCycleLR(o, max_lr=0.4, total_steps=total, pct_start=0.3, anneal_strategy="cos",
                                    cycle_momentum=False, div_factor=25, final_div_factor=1e4)

    def warmed_cosine(warmup, total):
        return lambda o: SequentialLR(o, [LinearLR(o, 1 / (warmup + 1), 1.0, warmup),
                                          CosineAnnealingLR(o, total - warmup)], [warmup])

    out.add("cosine.17", rates(lambda o: CosineAnnealingLR(o, 17), 17, 0.1))
    out.add("cosine.17.minimum", rates(lambda o: CosineAnnealingLR(o, 17, eta_min=1e-3), 18, 0.1))
    out.add("one_cycle.20", rates(one_cycle(20), 20, 0.4))
    out.add("one_cycle.37", rates(one_cycle(37), 37, 0.4))
    out.add("warmup.5", rates(lambda o: LinearLR(o, 1 / 6, 1.0, 5), 9, 0.1))
    out.add("warmup.5.cosine.21", rates(warmed_cosine(5, 21), 21, 0.1))


def write_optim(folder):
    out = GoldenFile()
    record_cross_entropy(out)
    record_optimizers(out)
    record_clipping(out)
    record_schedules(out)
    out.write(folder / "optim.safetensors")
