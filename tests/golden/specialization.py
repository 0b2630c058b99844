"""What is compared between trained halves: CKA by its definition on kernels of images, the optimum of a linear probe."""

import torch
from torch.nn.functional import cross_entropy

from fill import fill, labels
from golden_file import GoldenFile

IMAGES, LEFT, RIGHT = 61, 9, 14  # of CKA
ROWS, FEATURES, CLASSES = 240, 10, 5  # of the probe


def halves():
    """Two sets of features that share some of what they say, rounded to float as the library reads them."""
    left = fill("specialization.left", (IMAGES, LEFT), 1.0, 0.5)
    right = fill("specialization.right", (IMAGES, RIGHT), 1.0)
    right[:, :4] += 0.8 * left[:, :4]
    return left.float().double(), right.float().double()


def centred(kernel):
    count = len(kernel)
    centring = torch.eye(count) - torch.ones(count, count) / count
    return centring @ kernel @ centring


def hsic(k, l):
    return (centred(k) * centred(l)).sum()


def unbiased_hsic(k, l):
    """Song et al., 2012, equation 5."""
    count = len(k)
    k, l = k - torch.diag(k.diagonal()), l - torch.diag(l.diagonal())
    ones = torch.ones(count)
    middle = (ones @ k @ ones) * (ones @ l @ ones) / ((count - 1) * (count - 2))
    return (torch.trace(k @ l) + middle - 2 / (count - 2) * (ones @ k @ l @ ones)) / (count * (count - 3))


def record_cka(out):
    left, right = halves()
    k, l = left @ left.T, right @ right.T
    for name, of in (("biased", hsic), ("debiased", unbiased_hsic)):
        out.add(f"cka.{name}", of(k, l) / torch.sqrt(of(k, k) * of(l, l)))


def record_probe(out):
    """Newton's method to the end on the standardised features; many of these tell little that others do not tell."""
    features = fill("specialization.rows", (ROWS, FEATURES), 2.0, 1.0)
    features[:, 5:] = 0.1 * features[:, 5:] + features[:, :5]
    right = labels("specialization.labels", ROWS, CLASSES)
    features[torch.arange(ROWS), right] += 1.5
    features = features.float().double()
    z = (features - features.mean(0)) / features.std(0, unbiased=False)
    z = torch.cat([z, torch.ones(ROWS, 1)], dim=1)
    for l2 in (1e-1, 1e-3):
        def objective(flat):
            weights = flat.reshape(FEATURES + 1, CLASSES)
            return cross_entropy(z @ weights, right) + l2 / 2 * (weights[:-1] ** 2).sum()

        flat = torch.zeros((FEATURES + 1) * CLASSES)
        for _ in range(50):
            flat.requires_grad_()
            gradient, = torch.autograd.grad(objective(flat), flat)
            hessian = torch.autograd.functional.hessian(objective, flat)
            # The sum of the biases is free: least squares leaves it alone.
            step = torch.linalg.lstsq(hessian, gradient.unsqueeze(1), driver="gelsd").solution.squeeze(1)
            flat = (flat - step).detach()
        assert gradient.norm() < 1e-13, gradient.norm()
        scores = z @ flat.reshape(FEATURES + 1, CLASSES)
        out.add(f"probe.{l2:g}.objective", objective(flat))
        out.add(f"probe.{l2:g}.scores", (scores - scores.mean(1, keepdim=True))[:100])


def write_specialization(folder):
    out = GoldenFile()
    record_cka(out)
    record_probe(out)
    out.write(folder / "specialization.safetensors")
