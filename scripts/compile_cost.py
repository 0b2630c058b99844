#!/usr/bin/env python3
"""What it costs to compile a program that trains a network, and whether depth adds kernels.

Compiles three programs that include bicameral.hpp: one trains a bilateral ResNet-9, one a ResNet-34, and one a tiny
network with every kind of layer of those two once. The compiler is $CXX, or g++.

  compile_cost.py              seconds and memory at -O3 against the budgets below; a quiet machine is needed
  compile_cost.py --check      what repeats on any machine, without optimisation: kernels, functions, memory
  compile_cost.py --self-test  the checks below find the mistakes that they are for

  --include FOLDER             where else to look for headers (Eigen); may be given again

--check counts the functions in the object file: without optimisation a compiler emits one for every instantiation that
is used, so that the count repeats exactly, where seconds and -ftime-report's counts do not. Kernels take sizes at run
time: a function of a header of kernels/ that the tiny network does not need was compiled again for a shape or a depth.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

NETWORKS = {
    "bilateral ResNet-9": "Bicameral<ResNet9<64>, ResNet9<64>, FineCoarseHeads>",
    "ResNet-34": "Unilateral<ResNet34<64>, FineCoarseHeads>",
    "tiny": "Unilateral<Sequential<Image<3, 8, 8>, Conv2d<4>, BatchNorm, ReLU, MaxPool<2>, HalvingBlock<8>,"
            " Conv2d<8>, BatchNorm, ReLU, GlobalAvgPool>, FineCoarseHeads>",
}
PROGRAM = """
#include <bicameral/bicameral.hpp>
using namespace bicameral;
using Trained = {network};
int main() {{
  const TrainTest pictures = make_synthetic({{.train_images = 8, .test_images = 8, .shape = Trained::input}});
  const TrainData data{{&pictures.train, {{0, 1, 2, 3, 4, 5}}, {{6, 7}}}};
  ThreadPool pool(1);
  Network<Trained> network(pictures.train.classes(), 1);
  Trainer(network, data, {{.epochs = 1, .batch = 2}}, pool).run();
}}
"""

SECONDS = 20.0       # of the bilateral ResNet-9 at -O3, processor time of the compiler
MEGABYTES = 1200.0   # the same program's
DEEPER = 1.3         # ResNet-34's seconds and memory over those of the bilateral ResNet-9
# --check: what GCC 12 emits and needs without optimisation; more than 15 % above is an error.
CHECKED = {"bilateral ResNet-9": (3_635, 743), "ResNet-34": (4_568, 808)}
SLACK = 1.15


class Cost:
    def __init__(self, seconds, megabytes, functions=()):
        self.seconds, self.megabytes, self.functions = seconds, megabytes, set(functions)


def name_parts(function):
    """['bicameral', 'detail', 'forward', ...] of a demangled function, without return type and arguments."""
    text = re.sub(r"operator(<<=?|>>=?|<=>|<=?|>=?|->\*?|\(\))", "operator_", function)
    depth, part, parts = 0, "", []
    for character in text:
        if character == "(" and depth == 0:
            return parts + [part]
        if character in "<({[":
            depth += 1
        elif character in ">)}]":
            depth -= 1
        elif depth == 0 and character == " ":  # what came before was the return type
            part, parts = "", []
        elif depth == 0 and character == ":":
            parts, part = parts + [part] * bool(part), ""
        elif depth == 0:
            part += character
    return []


def kernel_names(root):
    """The functions and types that the headers of kernels/ define, which begin in the first column."""
    names = set()
    other = "static_assert|template|using|namespace|requires|extern"
    for path in sorted((root / "include/bicameral/kernels").rglob("*.hpp")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found = (re.match(r"(?:struct|class) (\w+)", line)
                     or re.match(rf"(?!{other})[A-Za-z_][\w:<>,&*\s]*?\b(\w+)\(", line))
            if found:
                names.add(found.group(1))
    return names


def library_functions(functions):
    return {function for function in functions if name_parts(function)[:1] == ["bicameral"]}


def kernel_functions(functions, names):
    def is_kernel(function):
        parts = [part for part in name_parts(function)[1:] if not re.match(r"(simd_\w+|detail)$", part)]
        return bool(parts) and parts[0] in names
    return {function for function in library_functions(functions) if is_kernel(function)}


def compile_program(network, optimisation, folders):
    compiler = os.environ.get("CXX", "g++").split()
    with tempfile.TemporaryDirectory() as folder:
        source, made = pathlib.Path(folder, "program.cpp"), pathlib.Path(folder, "program.o")
        source.write_text(PROGRAM.format(network=network), encoding="utf-8")
        command = [*compiler, "-std=c++20", optimisation, "-march=native", "-I", str(ROOT / "include")]
        for each in folders:
            command += ["-isystem", each]
        process = subprocess.Popen([*command, "-c", str(source), "-o", str(made)])
        # Of the driver and all it started; the memory is the largest one's, the compiler proper's.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"compile_cost: expected {network} to compile, got {process.returncode} of {' '.join(command)}")
        listed = subprocess.run(["nm", "-C", "--defined-only", str(made)], check=True, capture_output=True, text=True)
        functions = re.findall(r"^[0-9a-f]+ [TtWw] (.*)$", listed.stdout, re.MULTILINE)
        return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6, functions)


def repeatable_problems(costs, names):
    """What --check refuses."""
    tiny = kernel_functions(costs["tiny"].functions, names)
    if not tiny:
        yield "expected kernels among the functions of the tiny network, got none"
    for name, (functions, megabytes) in CHECKED.items():
        for function in sorted(kernel_functions(costs[name].functions, names) - tiny):
            yield f"{name}: expected the kernels of the tiny network only, got {function}"
        emitted = len(library_functions(costs[name].functions))
        if emitted > SLACK * functions:
            yield f"{name}: expected at most {SLACK * functions:.0f} functions of the library, got {emitted}"
        if costs[name].megabytes > SLACK * megabytes:
            yield f"{name}: expected at most {SLACK * megabytes:.0f} MB, got {costs[name].megabytes:.0f}"


def measured_problems(costs):
    """What the full measurement refuses."""
    shallow, deep = costs["bilateral ResNet-9"], costs["ResNet-34"]
    for what, budget in (("seconds", SECONDS), ("megabytes", MEGABYTES)):
        got, deeper = getattr(shallow, what), getattr(deep, what)
        if got > budget:
            yield f"bilateral ResNet-9: expected at most {budget:.0f} {what}, got {got:.1f}"
        if deeper > DEEPER * got:
            yield f"ResNet-34: expected at most {DEEPER} times {got:.1f} {what}, got {deeper:.1f}"


def self_test():
    def expect(got, wanted):
        if len(got) != len(wanted) or any(part not in text for text, part in zip(got, wanted)):
            sys.exit(f"compile_cost --self-test: expected {wanted}, got {got}")

    names = {"gemm", "Partition"}
    kernels = ["void bicameral::gemm<float>(bicameral::ThreadPool&, int)",
               "bicameral::Partition::operator<(bicameral::Partition const&) const"]
    layers = ["std::array<int, 2ul> bicameral::Conv2d<4>::gemm<8>(int)",
              "void bicameral::detail::forward<bicameral::Shape{1, 2, 3}>(float const*)::{lambda()#1}::operator()() const"]
    foreign = ["std::vector<bicameral::Partition>::size() const"]
    all_of_them = kernels + layers + foreign
    expect(sorted(kernel_functions(all_of_them, names)), ["Partition::operator<", "gemm<float>"])
    expect(sorted(library_functions(all_of_them) - set(kernels)), ["Conv2d<4>", "forward<"])
    if not {"convolution_forward", "gemm", "WinogradConvolution", "channel_gradient_sums"} <= kernel_names(ROOT):
        sys.exit("compile_cost --self-test: expected the kernels of the library among the names found in its headers")

    def repeatable(**changes):
        costs = {name: Cost(1, 500, all_of_them) for name in NETWORKS}
        costs.update({name.replace("_", "-"): cost for name, cost in changes.items()})
        return list(repeatable_problems(costs, names))

    def many(count):
        return [f"void bicameral::layer{i}()" for i in range(count)]

    again = "void bicameral::gemm<float, bicameral::Shape{1, 2, 3}>(int)"
    functions, megabytes = CHECKED["ResNet-34"]
    expect(repeatable(), [])
    expect(repeatable(ResNet_34=Cost(1, 500, [*all_of_them, again])), ["got " + again])
    expect(repeatable(ResNet_34=Cost(1, 500, many(int(1.2 * functions)))), ["functions of the library"])
    expect(repeatable(ResNet_34=Cost(1, 1.2 * megabytes, kernels)), [" MB, got"])
    expect(repeatable(tiny=Cost(1, 500, layers))[:1], ["got none"])

    def measured(shallow, deep):
        return list(measured_problems({"bilateral ResNet-9": Cost(*shallow), "ResNet-34": Cost(*deep)}))

    expect(measured((20, 1200), (26, 1560)), [])
    expect(measured((21, 1200), (21, 1200)), ["at most 20 seconds"])
    expect(measured((20, 1250), (20, 1250)), ["at most 1200 megabytes"])
    expect(measured((20, 1200), (27, 1200)), ["1.3 times 20.0 seconds"])
    expect(measured((20, 1200), (20, 1600)), ["1.3 times 1200.0 megabytes"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--include", action="append", default=[])
    options = parser.parse_args()
    if options.self_test:
        self_test()
        return
    folders = options.include or ["/usr/include/eigen3"]
    names = kernel_names(ROOT)
    # Times are taken one after the other; counts and memory are the same side by side.
    with concurrent.futures.ThreadPoolExecutor(min(2, os.cpu_count() or 1) if options.check else 1) as workers:
        optimisation = "-O0" if options.check else "-O3"
        made = {name: workers.submit(compile_program, network, optimisation, folders) for name, network in NETWORKS.items()}
        costs = {name: future.result() for name, future in made.items()}
    for name, cost in costs.items():
        seconds = "" if options.check else f"{cost.seconds:5.1f} s, "
        print(f"{name:18} {seconds}{cost.megabytes:5.0f} MB, {len(library_functions(cost.functions)):5} functions"
              f" of the library, {len(kernel_functions(cost.functions, names)):4} of them kernels")
    problems = list(repeatable_problems(costs, names) if options.check else measured_problems(costs))
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
