"""Cosine similarity of all pairs of one label, and its medians in the 16 cases of right and wrong."""

import itertools

import torch
from torch.nn.functional import cosine_similarity

from fill import fill, labels
from golden_file import GoldenFile

IMAGES, LEFT, RIGHT = 240, 9, 14
FINE, COARSE = 6, 3  # fine class k belongs to coarse class k % COARSE


def answers(name, right):
    """The label for about two thirds of the images, else any class."""
    guess = labels(f"similarity.{name}", IMAGES, int(right.max()) + 1)
    knows = labels(f"similarity.{name}.knows", IMAGES, 3) > 0
    return torch.where(knows, right, guess)


def features():
    """Of a half each, rounded to float as the library reads them; an image without any left feature among them."""
    left = fill("similarity.left", (IMAGES, LEFT), 1.0, 0.5).float().double()
    right = fill("similarity.right", (IMAGES, RIGHT), 1.0, 0.25).float().double()
    left[7] = 0
    return {"left": left, "right": right, "whole": torch.cat([left, right], dim=1)}


def write_similarity(folder):
    out = GoldenFile()
    fine = labels("similarity.fine", IMAGES, FINE)
    coarse = fine % COARSE
    pairs = torch.tensor([pair for k in range(FINE)
                          for pair in itertools.combinations(torch.nonzero(fine == k).flatten().tolist(), 2)])
    first, second = pairs.T
    correct = [answers("left_fine", fine) == fine, answers("right_coarse", coarse) == coarse,
               answers("fine", fine) == fine, answers("coarse", coarse) == coarse]
    case = sum((~one).long() * 2 ** (3 - i) for i, one in enumerate(correct))
    out.add("images", torch.bincount(case, minlength=16))
    of_pair = torch.where(case[first] == case[second], case[first], 16)
    out.add("pairs", torch.bincount(of_pair, minlength=17)[:16])
    for name, rows in features().items():
        cosines = cosine_similarity(rows[first], rows[second], dim=1, eps=1e-12)
        out.add(f"cosines.{name}", cosines)
        # Of cases without pairs, 2, which is no cosine.
        out.add(f"medians.{name}", [cosines[of_pair == k].quantile(0.5) if (of_pair == k).any() else 2
                                    for k in range(16)])
    out.write(folder / "similarity.safetensors")
