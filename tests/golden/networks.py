"""Whole networks, narrow ones: forward, backward, batch-norm statistics and Adam steps."""

import torch
from torch.nn.functional import cross_entropy

from fill import fill, fill_module, labels
from golden_file import GoldenFile
from modules import Bicameral, Margins, Unilateral, resnet9, resnet18

WIDTH = 16
FEATURES = 8 * WIDTH
RESNET18_WIDTH = 4
FINE, COARSE = 100, 20
BATCH = 4
STEPS = 3


def batch(step):
    """The images and labels of a step, the same for every network."""
    images = fill(f"images.{step}", (BATCH, 3, 32, 32), 2.0)
    return images, labels(f"fine.{step}", BATCH, FINE), labels(f"coarse.{step}", BATCH, COARSE)


def statistics(network):
    return {name: tensor for name, tensor in network.named_buffers() if not name.endswith("num_batches_tracked")}


def forward(network, images, fine, coarse):
    """Features, both logits, and the sum of both cross entropies."""
    features = network.features(images)
    logits = network.head(features)
    return features, *logits, cross_entropy(logits[0], fine) + cross_entropy(logits[1], coarse)


def record_inference(out, case, network):
    """With the statistics as filled; the gradient of the images treats them as constants."""
    network.eval()
    images, fine, coarse = batch(0)
    images.requires_grad_()
    margins = Margins(network)
    features, fine_logits, coarse_logits, loss = forward(network, images, fine, coarse)
    margins.check(case, 1e-9)
    loss.backward()
    out.add(f"{case}.eval.features", features)
    out.add(f"{case}.eval.fine", fine_logits)
    out.add(f"{case}.eval.coarse", coarse_logits)
    out.add(f"{case}.eval.loss", loss)
    out.add(f"{case}.eval.d_images", images.grad)
    network.zero_grad(set_to_none=True)


def record_training(out, case, network, trained, learning_rate, weight_decay, steps=STEPS):
    """Adam steps, each on a batch of its own, the first with all its gradients."""
    optimizer = torch.optim.Adam(trained, lr=learning_rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=weight_decay)
    for step in range(steps):
        images, fine, coarse = batch(step)
        images.requires_grad_(any(p.requires_grad for n, p in network.named_parameters() if not n.startswith("head.")))
        margins = Margins(network)
        features, fine_logits, coarse_logits, loss = forward(network, images, fine, coarse)
        margins.check(f"{case} step {step}", 1e-9)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        out.add(f"{case}.step{step}.loss", loss)
        if step == 0:
            out.add(f"{case}.train.features", features)
            out.add(f"{case}.train.fine", fine_logits)
            out.add(f"{case}.train.coarse", coarse_logits)
            if images.grad is not None:
                out.add(f"{case}.train.d_images", images.grad)
            for name, parameter in network.named_parameters():
                if parameter.grad is not None:
                    out.add(f"{case}.train.gradient.{name}", parameter.grad)
        optimizer.step()
        for name, parameter in network.named_parameters():
            if parameter.requires_grad:
                out.add(f"{case}.step{step}.{name}", parameter)
        if images.requires_grad:
            for name, tensor in statistics(network).items():
                out.add(f"{case}.step{step}.{name}", tensor)


def write_unilateral(folder):
    out = GoldenFile()
    network = Unilateral(resnet9(WIDTH), FEATURES, FINE, COARSE)
    fill_module("resnet9", network)
    record_inference(out, "resnet9", network)
    network.train()
    record_training(out, "resnet9", network, network.parameters(), 1e-3, 1e-3)
    out.write(folder / "resnet9.safetensors")


def write_resnet18(folder):
    """The strides and the projected shortcuts, which ResNet-9 has not."""
    out = GoldenFile()
    network = Unilateral(resnet18(RESNET18_WIDTH), 8 * RESNET18_WIDTH, FINE, COARSE)
    fill_module("resnet18", network)
    record_inference(out, "resnet18", network)
    network.train()
    record_training(out, "resnet18", network, network.parameters(), 1e-3, 1e-3, steps=2)
    out.write(folder / "resnet18.safetensors")


def write_bicameral(folder):
    out = GoldenFile()
    network = Bicameral(resnet9(WIDTH), resnet9(WIDTH), 2 * FEATURES, FINE, COARSE)
    fill_module("bicameral", network)
    record_inference(out, "bicameral", network)
    network.train()
    record_training(out, "bicameral", network, network.parameters(), 1e-3, 1e-5)
    out.write(folder / "bicameral.safetensors")


def write_frozen(folder):
    """The same network whose halves are frozen: inference statistics, only the head learns."""
    out = GoldenFile()
    network = Bicameral(resnet9(WIDTH), resnet9(WIDTH), 2 * FEATURES, FINE, COARSE)
    fill_module("bicameral", network)
    network.train()
    for half in (network.left, network.right):
        half.eval()
        half.requires_grad_(False)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    record_training(out, "frozen", network, network.head.parameters(), 1e-3, 1e-5)
    for name, tensor in network.state_dict().items():
        assert name.startswith("head.") or torch.equal(tensor, before[name]), name
    out.write(folder / "frozen.safetensors")
