#!/usr/bin/env python3
"""Fails when two object files of one program, compiled for different instruction sets, share code that depends on it.

The linker keeps one of two weak symbols of the same name, so whatever both objects define by one name must be the same
for all instruction sets: shapes, settings, data, results and texts. All else has the set in its name.

Usage: shared_symbols.py NM OBJECT OBJECT | --self-test
"""
import re
import subprocess
import sys

# Names of namespace bicameral that units may share, and why.
SHARED = {
    "the ground: whole numbers, memory, threads, texts, files; random numbers are whole numbers too":
        "Shape Image Classes Error expect fail AlignedBuffer Arena aligned_bytes alignment ThreadPool BackgroundTask "
        "most_threads RandomStream StreamKey Purpose philox4x32 random_block shuffle number_text fixed_text parse_integer "
        "parse_unsigned parse_number core_detail AtomicFile write_file BuildInfo warnings to_text append_utf8 is_utf8 "
        "display_width first_columns first_utf8_character append_json_string json_string",
    "pictures with labels":
        "Dataset Split TrainTest Cifar100Layout Normalization normalization_for Order BatchSettings Batch "
        "SyntheticSettings TrainData check_label_names is_label_name read_label_names count_cifar100_records "
        "read_cifar100_file read_cifar100 write_cifar100 cifar100_writing content_hash Fnv1a make_dataset "
        "fine_to_coarse held_out_per_class stratified_split",
    "settings and facts about networks":
        "Mode Role StorageOrder Dims MemoryTraits ShapeProblem Work ComputeSettings ParameterFact ParameterInfo LayerInfo "
        "GemmBlocking ConvolutionProblem ConvolutionPass ConvolutionChoice ConvolutionSettings ConvolutionCall "
        "convolution_passes "
        "NetworkTables NetworkFacts keeps_activations memory_index AdamSettings AdamWSettings SgdSettings "
        "OptimizerSettings ScheduleKind ScheduleSettings schedule_names parse_schedule depends_on_total TrainSettings "
        "CheckpointFiles CrossEntropySettings CoarseFineSettings GradientOptions LawOptions check check_resume to_map "
        "to_string name_of",
    "results: counts, and sums that functions of an instruction set have computed":
        "AccuracyCounter ConfusionMatrix ReliabilityBin CalibrationCounter HierarchyCounter LabelEvaluation "
        "EvaluationRecord Interval Statistics PairedComparison CrossEntropyResult CoarseFineResult GradientComparison "
        "GradientReport LawReport EpochTotals TrainPosition position_from StepReport EpochReport TrainCallbacks "
        "TrainResult selection_score share check_labels check_logits logits_row",
    "files and reports":
        "SafetensorsFile TensorEntry TensorToWrite TensorType safetensors_detail element_bytes tensor_bytes "
        "tensor_type_named tensor_type_for shape_list write_safetensors Table Progress ProgressLine ProgressSettings "
        "CsvFile JsonObject RunOrigin append_line csv_field csv_line in_quotes cpu_model cpu_model_in duration_text "
        "environment_json epoch_text grouped_text progress_of progress_text rate_text shell_text summary_text "
        "terminal_columns training_text_detail utc_text",
}
ALLOWED = set(" ".join(SHARED.values()).split())
# Libraries whose code depends on the instruction set without a name that says so.
FOREIGN = re.compile(r"\bEigen::")
# What keeps a function apart although it is named after shared types: a type of its instruction set.
NAMED = re.compile(r"\bbicameral::simd_\w+::")


def mistakes(shared):
    """The demangled names that no two instruction sets may share."""
    for name in shared:
        words = re.findall(r"\bbicameral::(\w+)", name)
        if NAMED.search(name):
            yield f"both units are compiled for one instruction set: {name}"
        elif any(word not in ALLOWED for word in words):
            yield f"not in the inline namespace of its instruction set, nor among the names that units share: {name}"
        elif FOREIGN.search(name):
            yield f"code of a library that depends on the instruction set: {name}"


def weak_symbols(nm, path):
    listed = subprocess.run([nm, "-C", path], check=True, capture_output=True, text=True).stdout
    found = re.findall(r"^[0-9a-f ]* [WVu] (.+)$", listed, re.MULTILINE)
    if not any("bicameral::" in name for name in found):
        sys.exit(f"shared_symbols: expected an object file with names of bicameral, got {path}")
    return set(found)


def self_test():
    cases = {
        "bicameral::Shape::size() const": 0,
        "std::vector<bicameral::LayerInfo, std::allocator<bicameral::LayerInfo> >::~vector()": 0,
        "std::vector<float, std::allocator<float> >::~vector()": 0,
        "void bicameral::relu_forward<float>(bicameral::ThreadPool&, long, float const*, float*)": 1,
        "void bicameral::ThreadPool::for_each_task<bicameral::detail::Body>(long, bicameral::detail::Body const&)": 1,
        "void bicameral::simd_sse2::gemm<float>(bicameral::GemmBlocking const&)": 1,
        "Eigen::internal::gebp_kernel<float, float, long, 8, 4>::operator()(float*)": 1,
    }
    for name, expected in cases.items():
        found = list(mistakes([name]))
        if len(found) != expected:
            sys.exit(f"shared_symbols --self-test: expected {expected} mistakes of {name}, got {found}")


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return
    if len(sys.argv) != 4:
        sys.exit(f"shared_symbols: expected NM OBJECT OBJECT or --self-test, got {' '.join(sys.argv[1:])}")
    nm, one, other = sys.argv[1:]
    shared = weak_symbols(nm, one) & weak_symbols(nm, other)
    found = sorted(mistakes(shared))
    for mistake in found:
        print(mistake)
    print(f"{len(shared)} names shared, {len(found)} of them by mistake")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
