"""Class activation maps by autograd: Grad-CAM, Grad-CAM++ and LayerCAM of single networks and of a bilateral one."""

import torch
from torch.nn.functional import interpolate

from fill import fill_module
from golden_file import GoldenFile
from modules import Bicameral, Margins, Unilateral, resnet9, resnet18
from networks import COARSE, FEATURES, FINE, RESNET18_WIDTH, WIDTH, batch

BLOCKS = ["residual1", "residual2"]


def grad_cam(a, g):
    """Selvaraju et al., ICCV 2017: channels weighted by their mean gradient."""
    return (g.mean(dim=(2, 3), keepdim=True) * a).sum(dim=1)


def grad_cam_plus_plus(a, g):
    """Chattopadhay et al., WACV 2018, for the exponential of the logit; alpha is 0 where its formula says nothing."""
    denominator = 2 * g**2 + g**3 * a.sum(dim=(2, 3), keepdim=True)
    alpha = torch.where(denominator > 0, g**2 / denominator.where(denominator > 0, torch.ones_like(g)),
                        torch.zeros_like(g))
    return ((alpha * g.clamp(min=0)).sum(dim=(2, 3), keepdim=True) * a).sum(dim=1)


def layer_cam(a, g):
    """Jiang et al., TIP 2021: every pixel of every channel weighted by its own positive gradient."""
    return (g.clamp(min=0) * a).sum(dim=1)


METHODS = {"gradcam": grad_cam, "gradcam++": grad_cam_plus_plus, "layercam": layer_cam}


def scaled(maps):
    """ReLU, then each map to [0, 1]; one without anything positive is 0."""
    maps = maps.clamp(min=0)
    least = maps.amin(dim=(1, 2), keepdim=True)
    span = maps.amax(dim=(1, 2), keepdim=True) - least
    return torch.where(span > 0, (maps - least) / span.where(span > 0, torch.ones_like(span)), torch.zeros_like(maps))


def maps_of(network, images, layers, method, target, classes):
    """The scaled mean over the layers; target is "fine", "coarse" or "both", classes[head] one class per picture."""
    seen = {}
    handles = []
    for name in layers:
        def keep(_, __, output, name=name):
            output.retain_grad()
            seen[name] = output
        handles.append(network.get_submodule(name).register_forward_hook(keep))
    fine, coarse = network.head(network.features(images))
    for handle in handles:
        handle.remove()
    rows = torch.arange(len(images))
    chosen = 0
    if target != "coarse":
        chosen = chosen + fine[rows, classes["fine"]]
    if target != "fine":
        chosen = chosen + coarse[rows, classes["coarse"]]
    network.zero_grad(set_to_none=True)
    chosen.sum().backward()
    together = 0
    for name in layers:
        small = scaled(METHODS[method](seen[name].detach(), seen[name].grad))
        together = together + interpolate(small[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)
    return scaled(together[:, 0] / len(layers))


def smoothed(network, images, layers, method, target, classes, scales):
    """The mean over the pictures with less and more contrast and their mirror images, scaled again."""
    together = 0
    for scale in scales:
        together = together + maps_of(network, images * scale, layers, method, target, classes)
        mirrored = maps_of(network, images.flip(3) * scale, layers, method, target, classes)
        together = together + mirrored.flip(2)
    return scaled(together)


def top_classes(network, images):
    with torch.no_grad():
        answers = dict(zip(("fine", "coarse"), network.head(network.features(images))))
    for logits in answers.values():
        best = logits.topk(2, dim=1).values
        assert (best[:, 0] - best[:, 1]).min() > 1e-6, "a top class hangs on rounding"
    return {head: logits.argmax(dim=1) for head, logits in answers.items()}


def write_single(out, images):
    network = Unilateral(resnet9(WIDTH), FEATURES, FINE, COARSE).eval()
    fill_module("resnet9", network)
    layers = [f"hemisphere.{block}" for block in BLOCKS]
    top = top_classes(network, images)
    out.add("single.fine_class", top["fine"])
    out.add("single.coarse_class", top["coarse"])
    margins = Margins(network)
    for method in METHODS:
        for target in ("fine", "coarse", "both"):
            out.add(f"single.{method}.{target}", maps_of(network, images, layers, method, target, top))
        # In front of a ReLU, where activations are below 0 too; and a layer within a block.
        out.add(f"single.{method}.conv4", maps_of(network, images, ["hemisphere.conv4"], method, "fine", top))
        out.add(f"single.{method}.inside",
                maps_of(network, images, ["hemisphere.residual1.relu1"], method, "fine", top))
    given = {"fine": torch.full((len(images),), 7), "coarse": torch.full((len(images),), 3)}
    out.add("single.gradcam.given", maps_of(network, images, layers, "gradcam", "both", given))
    out.add("single.gradcam.smoothed",
            smoothed(network, images, layers, "gradcam", "fine", top, [0.9, 1.0, 1.1]))
    margins.check("grad_cam single", 1e-9)


def write_deep(out, images):
    """Strides, projected shortcuts, and ReLU behind the sum of a block."""
    network = Unilateral(resnet18(RESNET18_WIDTH), 8 * RESNET18_WIDTH, FINE, COARSE).eval()
    fill_module("resnet18", network)
    layers = [f"hemisphere.residual{block}" for block in range(1, 9)]
    top = top_classes(network, images)
    margins = Margins(network)
    for method in METHODS:
        out.add(f"deep.{method}.blocks", maps_of(network, images, layers, method, "fine", top))
        out.add(f"deep.{method}.shortcut",
                maps_of(network, images, ["hemisphere.residual3.shortcut.bn1"], method, "fine", top))
    margins.check("grad_cam deep", 1e-9)


def write_bilateral(out, images):
    network = Bicameral(resnet9(WIDTH), resnet9(WIDTH), 2 * FEATURES, FINE, COARSE).eval()
    fill_module("bicameral", network)
    top = top_classes(network, images)
    margins = Margins(network)
    halves = {half: [f"{half}.{block}" for block in BLOCKS] for half in ("left", "right")}
    halves["whole"] = halves["left"] + halves["right"]
    for method in METHODS:
        for half, layers in halves.items():
            out.add(f"bilateral.{method}.{half}", maps_of(network, images, layers, method, "both", top))
    margins.check("grad_cam bilateral", 1e-9)


def write_grad_cam(folder):
    out = GoldenFile()
    images, _, _ = batch(0)
    write_single(out, images)
    write_deep(out, images)
    write_bilateral(out, images)
    out.write(folder / "grad_cam.safetensors")
