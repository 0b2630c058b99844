#pragma once
// Measured choices of algorithms in a file that the user names: text, one line per shape and pass.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/instruction_set.hpp"
#include "bicameral/core/machine.hpp"
#include "bicameral/core/numbers.hpp"
#include "bicameral/kernels/conv2d/choice_text.hpp"
#include "bicameral/kernels/conv2d/tune.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// What tune_convolutions found, on which machine, and for how many images.
struct TuneFile {
  MachineIdentity machine{};
  int batch = 0;
  std::vector<TunedConvolution> convolutions{};
  bool operator==(const TuneFile&) const = default;
};

namespace detail {

inline constexpr std::string_view tune_format = "bicameral tune file 1";
inline constexpr std::size_t most_tune_bytes = std::size_t{1} << 24;

/// Names and values of the lines between the format and the batch.
inline std::vector<std::pair<std::string_view, std::string>> identity_lines(const MachineIdentity& machine) {
  return {{"library", machine.library},
          {"processor", machine.cpu},
          {"instructions", machine.instructions},
          {"caches", machine.caches},
          {"threads", std::to_string(machine.threads)}};
}

/// The lines of a file, one after the other, and where the last one was for messages.
class TuneLines {
 public:
  TuneLines(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {}
  /// Throws at the end, and for a last line that is cut short.
  std::string_view next(const std::string& expected) {
    ++number_;
    const std::size_t end = text_.find('\n', begin_);
    if (end == std::string::npos) fail(where(), expected, begin_ == text_.size() ? "the end" : "a line cut short");
    const std::string_view line = std::string_view(text_).substr(begin_, end - begin_);
    begin_ = end + 1;
    return line;
  }
  bool at_end() const { return begin_ == text_.size(); }
  std::string where() const { return path_ + ", line " + std::to_string(number_); }

 private:
  std::string path_;
  std::string text_;
  std::size_t begin_ = 0;
  int number_ = 0;
};

/// Throws, naming the line, unless `name` is an algorithm that applies to the shape.
inline void expect_applicable(const TuneLines& lines, std::string_view name, const ConvolutionProblem& p) {
  bool known = false;
  bool applies = false;
  const auto consider = [&](auto algorithm) {
    if (algorithm.name != name) return;
    known = true;
    applies = algorithm.applies(p);
  };
  std::apply([&](auto... algorithm) { (consider(algorithm), ...); }, ConvolutionAlgorithms{});
  if (!known) fail(lines.where(), "an algorithm, one of " + convolution_algorithm_names(), in_quotes(name));
  if (!applies) fail(lines.where(), "an algorithm that applies to the shape", in_quotes(name));
}

/// The shape at the beginning of a line, "64x32x32 128 3 1 1", which is taken away.
inline ConvolutionProblem take_tuned_shape(const TuneLines& lines, std::string_view& rest, int batch) {
  const std::string_view line = rest;
  ConvolutionProblem p{batch, {}, 0, 0, 0, 0};
  std::string_view sizes = take_word(rest, ' ');
  const bool good = parse_number(take_word(sizes, 'x'), 1, p.in.channels) &&
                    parse_number(take_word(sizes, 'x'), 1, p.in.height) && parse_number(sizes, 1, p.in.width) &&
                    parse_number(take_word(rest, ' '), 1, p.filters) &&
                    parse_number(take_word(rest, ' '), 1, p.kernel) &&
                    parse_number(take_word(rest, ' '), 1, p.stride) && parse_number(take_word(rest, ' '), 0, p.padding);
  if (!good) fail(lines.where(), "a convolution as in '64x32x32 128 3 1 1 forward ...'", in_quotes(line));
  check_convolution_problem(lines.where(), p);
  return p;
}

/// What follows a shape, "forward direct im2col=1.5 direct=1.25".
inline void take_tuned_pass(const TuneLines& lines, std::string_view rest, const ConvolutionProblem& p,
                            ConvolutionPass pass, TunedConvolution& tuned) {
  const std::string_view name = take_word(rest, ' ');
  if (name != name_of(pass)) fail(lines.where(), "the pass " + std::string(name_of(pass)), in_quotes(name));
  const std::string chosen(take_word(rest, ' '));
  expect_applicable(lines, chosen, p);
  std::vector<MeasuredAlgorithm>& measured = tuned.measured[static_cast<std::size_t>(pass)];
  while (!rest.empty()) {
    const std::string_view word = take_word(rest, ' ');
    std::string_view value = word;
    const std::string algorithm(take_word(value, '='));
    expect_applicable(lines, algorithm, p);
    const std::optional<double> milliseconds = bicameral::parse_number(value);
    if (!milliseconds || *milliseconds < 0)
      fail(lines.where(), "a time in milliseconds as in 'direct=1.25'", in_quotes(word));
    for (const MeasuredAlgorithm& known : measured)
      if (known.name == algorithm) fail(lines.where(), "every algorithm once", in_quotes(algorithm) + " again");
    measured.push_back({algorithm, *milliseconds});
  }
  if (std::none_of(measured.begin(), measured.end(), [&](const auto& m) { return m.name == chosen; }))
    fail(lines.where(), "the time of the chosen algorithm " + in_quotes(chosen), "none");
  tuned.choice.algorithms[static_cast<std::size_t>(pass)] = chosen;
}

}  // namespace detail

/// The file as text: format, machine, batch, then for each shape and pass the chosen algorithm and the milliseconds of
/// all, and in the end the number of shapes.
inline std::string to_text(const TuneFile& file) {
  std::string text = std::string(detail::tune_format) + "\n";
  for (const auto& [name, value] : detail::identity_lines(file.machine)) (text += name) += " " + value + "\n";
  text += "batch " + std::to_string(file.batch) + "\n";
  for (const TunedConvolution& tuned : file.convolutions)
    for (const ConvolutionPass pass : convolution_passes) {
      const auto index = static_cast<std::size_t>(pass);
      text += shape_text(tuned.choice) + " ";
      (text += name_of(pass)) += " " + tuned.choice.algorithms[index];
      for (const MeasuredAlgorithm& measured : tuned.measured[index])
        text += " " + measured.name + "=" + number_text(measured.milliseconds);
      text += "\n";
    }
  return text + "end " + std::to_string(file.convolutions.size()) + "\n";
}

/// What to_text wrote; throws Error, naming `path` and the line, for anything else and for another machine than `here`.
inline TuneFile parse_tune_file(std::string text, const std::string& path, const MachineIdentity& here) {
  detail::TuneLines lines(path, std::move(text));
  const std::string format(detail::tune_format);
  if (const auto line = lines.next("'" + format + "'"); line != format)
    fail(lines.where(), "'" + format + "'", in_quotes(line));
  for (const auto& [name, value] : detail::identity_lines(here)) {
    const std::string expected = (std::string(name) += ' ') + value;
    if (const auto line = lines.next(in_quotes(expected)); line != expected)
      fail(lines.where(), in_quotes(expected) + " as here (measure again with tune)", in_quotes(line));
  }
  TuneFile file{here, 0, {}};
  std::string_view batch = lines.next("'batch' and a number");
  if (const std::string_view line = batch;
      detail::take_word(batch, ' ') != "batch" || !detail::parse_number(batch, 1, file.batch))
    fail(lines.where(), "'batch' and a positive number", in_quotes(line));
  while (true) {
    const std::string_view line = lines.next("a convolution or 'end'");
    if (line.starts_with("end")) {
      const std::string end = "end " + std::to_string(file.convolutions.size());
      if (line != end) fail(lines.where(), in_quotes(end) + " after so many shapes", in_quotes(line));
      if (!lines.at_end()) fail(lines.where(), "the end of the file", "more lines");
      return file;
    }
    std::string_view rest = line;
    const ConvolutionProblem p = detail::take_tuned_shape(lines, rest, file.batch);
    for (const TunedConvolution& known : file.convolutions)
      if (known.choice.is_for(p))
        fail(lines.where(), "every shape once", in_quotes(shape_text(known.choice)) + " again");
    TunedConvolution tuned{{p.in, p.filters, p.kernel, p.stride, p.padding, {}}, {}};
    for (const ConvolutionPass pass : convolution_passes) {
      if (pass != ConvolutionPass::forward) {
        rest = lines.next("the pass " + std::string(name_of(pass)));
        if (const std::string_view other = rest;
            !tuned.choice.is_for(detail::take_tuned_shape(lines, rest, file.batch)))
          fail(lines.where(), "the pass " + std::string(name_of(pass)) + " of the same shape", in_quotes(other));
      }
      detail::take_tuned_pass(lines, rest, p, pass, tuned);
    }
    file.convolutions.push_back(std::move(tuned));
  }
}

/// Writes the file, whole or not at all.
inline void save_tune_file(const std::string& path, const TuneFile& file) { write_file(path, to_text(file)); }

/// Reads a file that was measured on this machine: `here` must agree in every line, so that times of another machine,
/// number of threads, instruction set or version of the library are never believed. Throws Error, naming the file and
/// the line, for everything that save_tune_file would not have written.
inline TuneFile load_tune_file(const std::string& path, const MachineIdentity& here) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail("tune file", "a readable file", in_quotes(path));
  std::string text(detail::most_tune_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) fail("tune file", "a readable file", in_quotes(path));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > detail::most_tune_bytes)
    fail(path, "at most " + std::to_string(detail::most_tune_bytes) + " bytes", "a longer file");
  return parse_tune_file(std::move(text), path, here);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
