#include "examples/cifar100/page/pairs.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <fstream>
#include <utility>

#include "bicameral/core/error.hpp"
#include "bicameral/core/numbers.hpp"
#include "examples/cifar100/npy.hpp"

namespace cifar100 {

namespace {

/// xtensor multiplies whatever sides a header claims: none of them may be larger than the file.
void check_sides(std::ifstream& stream, const std::string& where, std::uintmax_t bytes) {
  std::string header(256, ' ');
  stream.read(header.data(), static_cast<std::streamsize>(header.size()));
  stream.clear();  // the file may be shorter than that
  stream.seekg(0);
  const std::size_t begin = std::min(header.find("'shape':"), header.size());
  double side = 0;
  for (const char c : header.substr(begin, header.find(')', begin) - begin)) {
    side = c >= '0' && c <= '9' ? 10 * side + (c - '0') : 0;
    if (side > static_cast<double>(bytes)) bicameral::fail(where, "as many values as its header says", "fewer");
  }
}

/// The values [rows, columns] of a file; columns 0: a plain list. xtensor takes a file that is cut short, and any
/// shape that its header claims.
template <class T>
std::vector<T> values_of(const std::string& path, std::size_t columns) {
  const std::string where = "file '" + path + "'";
  std::ifstream stream(path, std::ios::binary);
  if (!stream) bicameral::fail(where, "a file to read", "none that opens");
  check_sides(stream, where, std::filesystem::file_size(path));
  try {
    const auto array = xt::load_npy<T>(stream);
    if (!stream || stream.peek() != std::ifstream::traits_type::eof())
      bicameral::fail(where, "as many values as its header says", "another number");
    const auto& shape = array.shape();
    if (shape.size() != (columns == 0 ? 1 : 2) || (columns > 0 && shape[1] != columns)) {
      std::string got;
      for (const std::size_t side : shape) got += (got.empty() ? "" : ", ") + std::to_string(side);
      bicameral::fail(where, columns == 0 ? "a list" : "the shape [pairs, " + std::to_string(columns) + "]",
                      "[" + got + "]");
    }
    return std::vector<T>(array.template begin<xt::layout_type::row_major>(),
                          array.template end<xt::layout_type::row_major>());
  } catch (const bicameral::Error&) {
    throw;
  } catch (const std::exception& error) {  // what xtensor throws says too little
    bicameral::fail(where, "an array of NumPy (.npy) of the right type", error.what());
  }
}

}  // namespace

SimilarPairs PairTable::of_case(int number) const {
  SimilarPairs found;
  for (std::size_t i = 0; i < cases.size(); ++i)
    if (cases[i] == number) {
      found.left.push_back(pairs.left[i]);
      found.right.push_back(pairs.right[i]);
      found.whole.push_back(pairs.whole[i]);
    }
  return found;
}

PairTable read_pairs(const std::string& pairs_file, const std::string& cases_file) {
  const std::vector<float> values = values_of<float>(pairs_file, 3);
  PairTable table;
  table.cases = values_of<std::uint8_t>(cases_file, 0);
  const std::size_t pairs = values.size() / 3;
  if (table.cases.size() != pairs)
    bicameral::fail("file '" + cases_file + "'", std::to_string(pairs) + " cases, one for each pair",
                    std::to_string(table.cases.size()));
  for (std::size_t i = 0; i < pairs; ++i) {
    if (table.cases[i] > 16)
      bicameral::fail("file '" + cases_file + "'", "cases from 0 to 16", std::to_string(table.cases[i]));
    for (std::size_t c = 0; c < 3; ++c)
      if (!(std::abs(values[3 * i + c]) <= 2))  // of a cosine, with much room for rounding
        bicameral::fail("file '" + pairs_file + "'", "cosine similarities", bicameral::number_text(values[3 * i + c]));
    table.pairs.left.push_back(values[3 * i]);
    table.pairs.right.push_back(values[3 * i + 1]);
    table.pairs.whole.push_back(values[3 * i + 2]);
  }
  return table;
}

}  // namespace cifar100
