#pragma once
// Reads and writes folders in the binary layout of CIFAR-100: train.bin and test.bin, made of records of one coarse
// label byte, one fine label byte and the picture [C, H, W]; fine_label_names.txt and coarse_label_names.txt.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "bicameral/core/atomic_file.hpp"
#include "bicameral/core/error.hpp"
#include "bicameral/data/dataset.hpp"
#include "bicameral/data/label_names.hpp"

namespace bicameral {

/// Pictures to learn from and pictures to be judged by.
struct TrainTest {
  Dataset train;
  Dataset test;
};

/// What a folder in the layout does not say about itself.
struct Cifar100Layout {
  Shape shape{3, 32, 32};                             // of every picture
  std::uint64_t most_bytes = std::uint64_t{8} << 30;  // a larger file is taken for a mistake
  constexpr std::uint64_t record_bytes() const { return static_cast<std::uint64_t>(shape.size()) + 2; }
};

/// The number of records in a file of the layout. Throws Error, naming the file, when it is missing, empty, not a
/// whole number of records or too large.
inline std::int64_t count_cifar100_records(const std::filesystem::path& path, const Cifar100Layout& layout) {
  const std::string where = path.string();
  if (layout.shape.channels < 1 || layout.shape.height < 1 || layout.shape.width < 1)
    fail(where, "pictures of positive channels, height and width", to_string(layout.shape));
  std::error_code problem;
  const std::uint64_t bytes = std::filesystem::file_size(path, problem);
  if (problem) fail(where, "a readable file of pictures", "none");
  if (bytes == 0) fail(where, "at least one picture", "an empty file");
  const std::uint64_t record = layout.record_bytes();
  if (bytes % record != 0)
    fail(where,
         "whole records of " + std::to_string(record) + " bytes (2 labels and " + to_string(layout.shape) + " pixels)",
         std::to_string(bytes) + " bytes, " + std::to_string(bytes % record) + " too many; is it truncated?");
  if (bytes > layout.most_bytes)
    fail(where, "at most " + std::to_string(layout.most_bytes) + " bytes", std::to_string(bytes));
  const std::uint64_t most_records = std::numeric_limits<std::int32_t>::max();
  if (bytes / record > most_records)
    fail(where, "at most " + std::to_string(most_records) + " pictures", std::to_string(bytes / record));
  return static_cast<std::int64_t>(bytes / record);
}

/// Reads one file of the layout. Throws Error, naming the file and where it helps the record (from 0), when the file
/// cannot be read whole or a label is not below the number of names.
inline Dataset read_cifar100_file(const std::filesystem::path& path, std::vector<std::string> fine_names,
                                  std::vector<std::string> coarse_names, const Cifar100Layout& layout = {}) {
  const std::string where = path.string();
  const std::int64_t count = count_cifar100_records(path, layout);
  Dataset dataset;
  try {
    dataset = make_dataset(layout.shape, count, std::move(fine_names), std::move(coarse_names));
  } catch (const std::bad_alloc&) {
    fail(where, "a file that fits into memory", std::to_string(count) + " pictures");
  }
  std::ifstream file(path, std::ios::binary);
  const auto check_label = [&where](std::int64_t record, int label, int classes, const char* which) {
    if (label >= classes)
      fail(where + ": record " + std::to_string(record),
           std::string("a ") + which + " label below " + std::to_string(classes), std::to_string(label));
  };
  char labels[2];
  for (std::int64_t i = 0; i < count; ++i) {
    file.read(labels, sizeof labels);
    file.read(reinterpret_cast<char*>(dataset.image(i)), static_cast<std::streamsize>(layout.shape.size()));
    if (!file) fail(where, std::to_string(count) + " records", "a read error in record " + std::to_string(i));
    const int coarse = static_cast<unsigned char>(labels[0]);
    const int fine = static_cast<unsigned char>(labels[1]);
    check_label(i, coarse, dataset.classes().coarse, "coarse");
    check_label(i, fine, dataset.classes().fine, "fine");
    dataset.coarse[static_cast<std::size_t>(i)] = coarse;
    dataset.fine[static_cast<std::size_t>(i)] = fine;
  }
  return dataset;
}

/// Reads a folder of the layout; the numbers of classes are those of the label-name files.
/// Throws Error naming the folder or file that is missing or wrong.
inline TrainTest read_cifar100(const std::filesystem::path& folder, const Cifar100Layout& layout = {}) {
  std::error_code problem;
  if (!std::filesystem::is_directory(folder, problem))
    fail(folder.string(), "a folder with train.bin, test.bin, fine_label_names.txt and coarse_label_names.txt",
         "no folder");
  const auto fine_names = read_label_names(folder / "fine_label_names.txt");
  const auto coarse_names = read_label_names(folder / "coarse_label_names.txt");
  count_cifar100_records(folder / "test.bin", layout);  // a bad second file is told before the first one is read
  return {read_cifar100_file(folder / "train.bin", fine_names, coarse_names, layout),
          read_cifar100_file(folder / "test.bin", fine_names, coarse_names, layout)};
}

namespace cifar100_writing {

inline void write_pictures(AtomicFile& file, const Dataset& dataset) {
  std::string record;
  for (int i = 0; i < dataset.count(); ++i) {
    const auto index = static_cast<std::size_t>(i);
    record = {static_cast<char>(dataset.coarse[index]), static_cast<char>(dataset.fine[index])};
    record.append(reinterpret_cast<const char*>(dataset.image(i)), static_cast<std::size_t>(dataset.shape.size()));
    file.write(std::string_view(record));
  }
}

inline void write_names(AtomicFile& file, const std::vector<std::string>& names) {
  for (const std::string& name : names) file.write(std::string_view(name + "\n"));
}

}  // namespace cifar100_writing

/// Writes a folder of the layout, which is made if need be; files of these names are replaced, each in one go, and
/// only after all four were written in full. Throws Error for data the layout cannot hold (nothing is written then)
/// and for a folder that cannot be written, a full disk for instance (the old files stay).
inline void write_cifar100(const std::filesystem::path& folder, const TrainTest& data) {
  check(data.train);
  check(data.test);
  if (data.train.count() == 0 || data.test.count() == 0) fail("write_cifar100", "at least one picture", "none");
  if (data.train.fine_names != data.test.fine_names || data.train.coarse_names != data.test.coarse_names ||
      data.train.shape != data.test.shape)
    fail("write_cifar100", "training and test pictures of the same classes and shape", "different ones");
  check_label_names(data.train.fine_names, "write_cifar100: fine classes");
  check_label_names(data.train.coarse_names, "write_cifar100: coarse classes");
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (!std::filesystem::is_directory(folder, problem)) fail(folder.string(), "a folder that can be made", "a refusal");

  AtomicFile train(folder / "train.bin");
  AtomicFile test(folder / "test.bin");
  AtomicFile fine(folder / "fine_label_names.txt");
  AtomicFile coarse(folder / "coarse_label_names.txt");
  cifar100_writing::write_pictures(train, data.train);
  cifar100_writing::write_pictures(test, data.test);
  cifar100_writing::write_names(fine, data.train.fine_names);
  cifar100_writing::write_names(coarse, data.train.coarse_names);
  for (AtomicFile* file : {&train, &test, &fine, &coarse}) file->finish();
  for (AtomicFile* file : {&train, &test, &fine, &coarse}) file->commit();
}

}  // namespace bicameral
