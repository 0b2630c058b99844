#!/usr/bin/env python3
"""Walks the includes of the library and its tests and fails when one breaks the order of the house.

A room may include only rooms above it; outside libraries enter by their gates; bicameral.hpp reaches every header but for
those of APART, which it does not reach; neither the library nor its tests include bicameral.hpp.

Usage: check_includes.py [FOLDER | --self-test | --write-umbrella]   (the last writes bicameral.hpp anew)
"""
import pathlib
import re
import sys
import tempfile

ROOMS = ["core", "augment", "data", "kernels", "layers", "blocks", "hemispheres", "network", "metrics", "loss", "optim",
         "train", "analysis", "report", "check"]
UMBRELLA = "bicameral/bicameral.hpp"
# What few programs need and bicameral.hpp does without: users include these besides, and each reaches the headers in the
# folder of its name.
APART = ["bicameral/analysis.hpp", "bicameral/report/html.hpp", "bicameral/report/png.hpp", "bicameral/report/svg.hpp"]
# The headers through which an outside library may enter: one place to change when the library changes.
GATES = {
    "xtensor": (re.compile(r"^(xtensor|xtl)/"), ["core/xtensor.hpp"]),
    "oneTBB": (re.compile(r"^(oneapi/)?tbb/"), ["core/parallel.hpp", "core/build_info.hpp"]),
    "Eigen": (re.compile(r"^(unsupported/)?Eigen/"), ["kernels/gemm.hpp", "core/build_info.hpp", "core/simd.hpp"]),
    "xsimd": (re.compile(r"^xsimd/"), ["core/simd.hpp", "core/vector_layer.hpp"]),
    "libpng": (re.compile(r"^(libpng[0-9]*/)?png"), ["report/png.hpp"]),
}
# Rooms and headers of what units hand to one another, the same for every instruction set. All other headers compute,
# and hold what they compute in the inline namespace of core/instruction_set.hpp.
SHARED_ROOMS = ["core", "report"]
SHARED = ["analysis/answer_cases.hpp", "analysis/cam_maps.hpp", "analysis/confused_classes.hpp",
          "analysis/right_answers.hpp", "analysis/same_label_pairs.hpp", "analysis/together.hpp",
          "blocks/shape_mistake.hpp", "data/cifar100.hpp", "data/dataset.hpp", "data/label_names.hpp", "data/split.hpp",
          "kernels/conv2d/problem.hpp", "metrics/accuracy.hpp", "metrics/calibration.hpp", "metrics/check_logits.hpp",
          "metrics/confusion.hpp", "metrics/hierarchy.hpp", "train/position.hpp", "train/reports.hpp",
          "train/safetensors_json.hpp", "train/safetensors_reader.hpp", "train/safetensors_types.hpp",
          "train/safetensors_writer.hpp", "train/settings.hpp", "train/train_data.hpp"]
INLINE = re.compile(r"^inline namespace BICAMERAL_SIMD \{$", re.MULTILINE)
NAMES = ["bicameral/core/instruction_set.hpp", "bicameral/core/simd.hpp"]
# What users of the core need not have.
FOREIGN = re.compile(r"^(nlohmann/|CLI/|CLI11|curl/|archive|openssl/|catch2/|boost/|benchmark/)")
# Who includes everything, as users do.
USERS = ["tests/two_units/", "tests/install/", "tests/readme/"]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def includes(path):
    """Yields (line number, included name)."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1)


def instruction_set_problems(path, name):
    """One answer at most: what computes belongs into the inline namespace, and the header that names it is included."""
    text = path.read_text(encoding="utf-8")
    inline = INLINE.search(text)
    room, _, _ = name.partition("/")
    if not inline and re.search(r"^namespace bicameral\b", text, re.MULTILINE) and room not in SHARED_ROOMS \
            and name not in SHARED:
        yield f"bicameral/{name}: expected inline namespace BICAMERAL_SIMD, or its name in SHARED, got neither"
    if inline and "bicameral/" + name not in NAMES and not any(included in NAMES for _, included in includes(path)):
        yield f"bicameral/{name}: expected {NAMES[0]}, which defines BICAMERAL_SIMD, got no include of it"


def library_problems(root):
    base = root / "include"
    graph = {}
    for path in sorted((base / "bicameral").rglob("*.hpp")):
        name = path.relative_to(base).as_posix()
        graph[name] = []
        parts = name.split("/")
        room = parts[1] if len(parts) > 2 else None
        if room is None and name not in [UMBRELLA, *APART]:
            yield f"{name}: expected a header inside a room, got one beside {UMBRELLA}"
        if room is not None and room not in ROOMS:
            yield f"{name}: expected one of the rooms {', '.join(ROOMS)}, got {room}"
            continue
        if room is not None:
            yield from instruction_set_problems(path, "/".join(parts[1:]))
        for number, included in includes(path):
            where = f"{name}:{number}"
            if included.startswith("bicameral/"):
                graph[name].append(included)
                if not (base / included).is_file():
                    yield f"{where}: expected a header that exists, got {included}"
                    continue
                if room is None:
                    continue
                if included == UMBRELLA or included in APART and len(included.split("/")) == 2:
                    yield f"{where}: expected the headers that are used, got {included}"
                    continue
                other = included.split("/")[1]
                if other in ROOMS and ROOMS.index(other) > ROOMS.index(room):
                    yield f"{where}: expected only rooms above {room}, got {included}"
                continue
            if FOREIGN.match(included):
                yield f"{where}: expected nothing beyond Eigen, xtensor, oneTBB and, where it is found, xsimd, got {included}"
            for library, (pattern, gates) in GATES.items():
                if pattern.match(included) and "/".join(parts[1:]) not in gates:
                    yield f"{where}: expected {library} to enter by {' or '.join(gates)} only, got {included}"
    for name in sorted(reached_from([UMBRELLA], graph)):
        if is_apart(name):
            yield f"{UMBRELLA}: expected it to do without what stands apart, got {name}"
    for name in sorted(set(graph) - reached_from([UMBRELLA, *APART], graph)):
        yield f"{UMBRELLA}: expected it, or a header of APART, to include every header, missing {name}"
    if UMBRELLA not in graph:
        yield f"{UMBRELLA}: expected the header that includes everything, got none"


def is_apart(name):
    return name in APART or any(name.startswith(header.removesuffix(".hpp") + "/") for header in APART)


def reached_from(names, graph):
    reached, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(graph.get(name, []))
    return reached


def test_problems(root):
    for path in sorted((root / "tests").rglob("*.[ch]pp")):
        name = path.relative_to(root).as_posix()
        if any(name.startswith(user) for user in USERS):
            continue
        for number, included in includes(path):
            if included == UMBRELLA:
                yield f"{name}:{number}: expected the headers that are tested, got {UMBRELLA}"
            if included.startswith("catch2/") and name not in ("tests/catch.hpp", "tests/main.cpp"):
                yield f"{name}:{number}: expected Catch2 to enter by tests/catch.hpp only, got {included}"


def problems(root):
    return list(library_problems(root)) + list(test_problems(root))


def self_test():
    """Builds small trees, each with one mistake, and expects exactly that mistake. A header is its includes, and lines of
    code, which end in a brace."""
    good = {UMBRELLA: ["bicameral/layers/a.hpp"], "bicameral/layers/a.hpp": ["bicameral/core/b.hpp"],
            "bicameral/core/b.hpp": ["vector"]}
    cases = [
        ({}, None),
        ({"bicameral/core/b.hpp": ["bicameral/layers/a.hpp"]}, "only rooms above core"),
        ({"bicameral/core/b.hpp": ["nlohmann/json.hpp"]}, "nothing beyond Eigen"),
        ({"bicameral/core/b.hpp": ["xtensor/xtensor.hpp"]}, "xtensor to enter by"),
        ({"bicameral/core/b.hpp": [UMBRELLA]}, "the headers that are used"),
        ({"bicameral/core/b.hpp": ["bicameral/core/gone.hpp"]}, "a header that exists"),
        ({"bicameral/core/c.hpp": []}, "missing bicameral/core/c.hpp"),
        ({"bicameral/report/svg.hpp": ["bicameral/report/svg/a.hpp"], "bicameral/report/svg/a.hpp": []}, None),
        ({"bicameral/report/svg.hpp": [], "bicameral/report/svg/a.hpp": []}, "missing bicameral/report/svg/a.hpp"),
        ({"bicameral/report/svg/a.hpp": [], UMBRELLA: ["bicameral/layers/a.hpp", "bicameral/report/svg/a.hpp"]},
         "do without what stands apart"),
        ({"bicameral/analysis.hpp": ["bicameral/analysis/a.hpp"], "bicameral/analysis/a.hpp": []}, None),
        ({"bicameral/analysis.hpp": [], "bicameral/analysis/a.hpp": []}, "missing bicameral/analysis/a.hpp"),
        ({"bicameral/analysis.hpp": ["bicameral/analysis/a.hpp"], "bicameral/analysis/a.hpp": ["bicameral/analysis.hpp"]},
         "the headers that are used"),
        ({"bicameral/report/png.hpp": ["png.h"]}, None),
        ({"bicameral/core/b.hpp": ["png.h"]}, "libpng to enter by"),
        ({"bicameral/cellar/c.hpp": [], UMBRELLA: ["bicameral/layers/a.hpp", "bicameral/cellar/c.hpp"]}, "got cellar"),
        ({"bicameral/layers/a.hpp": ["bicameral/core/b.hpp", "namespace bicameral {"]}, "expected inline namespace"),
        ({"bicameral/layers/a.hpp": ["bicameral/core/b.hpp", "inline namespace BICAMERAL_SIMD {"]}, "no include of it"),
        ({"bicameral/layers/a.hpp": ["bicameral/core/instruction_set.hpp", "namespace bicameral {",
                                     "inline namespace BICAMERAL_SIMD {"],
          "bicameral/core/instruction_set.hpp": ["inline namespace BICAMERAL_SIMD {"],
          "bicameral/core/b.hpp": ["namespace bicameral {"],
          UMBRELLA: ["bicameral/layers/a.hpp", "bicameral/core/b.hpp"]}, None),
        ({"../tests/core/b.cpp": [UMBRELLA]}, "the headers that are tested"),
        ({"../tests/core/b.cpp": ["catch2/catch.hpp"]}, "Catch2 to enter by"),
    ]
    for changes, expected in cases:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, included in {**good, **changes}.items():
                path = root / "include" / name
                path = pathlib.Path(str(path).replace("include/../", ""))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("".join(
                    f"{other}\n" if other.endswith("{") else f'#include "{other}"\n' for other in included), encoding="utf-8")
            found = problems(root)
            right = found == [] if expected is None else len(found) == 1 and expected in found[0]
            if not right:
                sys.exit(f"check_includes --self-test: expected {expected!r}, got {found}")


def write_umbrella(root):
    lines = ["#pragma once", "// Everything, for users: the library itself and its tests include what they use.", ""]
    for room in ROOMS:
        if f"bicameral/{room}.hpp" not in APART:
            names = [name for name in headers_of(root, room) if not is_apart(name)]
            lines += [f'#include "{name}"' for name in names] + [""] * bool(names)
    write_lines(root / "include" / UMBRELLA, lines[:-1])
    for room in ROOMS:
        if f"bicameral/{room}.hpp" in APART and (names := headers_of(root, room)):
            write_lines(root / f"include/bicameral/{room}.hpp",
                        ["#pragma once", f"// All of {room}/, for users: bicameral.hpp does without it.", "",
                         *(f'#include "{name}"' for name in names)])


def headers_of(root, room):
    return sorted(path.relative_to(root / "include").as_posix() for path in (root / "include/bicameral" / room).rglob("*.hpp"))


def write_lines(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return
    root = pathlib.Path(__file__).resolve().parent.parent
    if sys.argv[1:] == ["--write-umbrella"]:
        write_umbrella(root)
        return
    if len(sys.argv) > 2 or (len(sys.argv) == 2 and not pathlib.Path(sys.argv[1]).is_dir()):
        sys.exit(f"check_includes: expected a folder, --self-test or --write-umbrella, got {' '.join(sys.argv[1:])}")
    if len(sys.argv) > 1:
        root = pathlib.Path(sys.argv[1])
    found = problems(root)
    for problem in found:
        print(problem)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
