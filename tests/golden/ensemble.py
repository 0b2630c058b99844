"""What several classifiers say together: the mean of their probabilities or of their logits, and its gradients."""

import torch
from torch.nn.functional import nll_loss

from fill import fill, labels
from golden_file import GoldenFile

MEMBERS, ROWS, CLASSES = 3, 4, 7


def write_ensemble(folder):
    """Ordinary scores, and scores so far apart that most probabilities are next to nothing."""
    out = GoldenFile()
    right = labels("ensemble.labels", ROWS, CLASSES)
    for kind, scale in (("ordinary", 3.0), ("extreme", 60.0)):
        for mean in ("probabilities", "logits"):
            logits = fill(f"ensemble.{kind}", (MEMBERS, ROWS, CLASSES), scale).requires_grad_()
            if mean == "probabilities":
                together = logits.softmax(-1).mean(0).log()
            else:
                together = logits.mean(0)
            name = f"{kind}.{mean}"
            out.add(f"{name}.logits", together)
            # Of any function of the result, and of the loss that the mean is trained with.
            together.backward(fill(f"ensemble.{kind}.upstream", (ROWS, CLASSES)), retain_graph=True)
            out.add(f"{name}.gradient", logits.grad)
            logits.grad = None
            loss = nll_loss(logits.softmax(-1).mean(0).log() if mean == "probabilities" else
                            logits.mean(0).log_softmax(-1), right)
            loss.backward()
            out.add(f"{name}.loss", loss)
            out.add(f"{name}.loss_gradient", logits.grad)
    out.write(folder / "ensemble.safetensors")
