#pragma once
// Downloads CIFAR-100: over the network, or from an archive already here.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace cifar100 {

/// Where the authors of CIFAR-100 keep its binary layout, and the MD5 sum they publish.
inline constexpr const char* cifar100_url = "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz";
inline constexpr const char* cifar100_md5 = "03b5dce01913d631647c71ecec9e9cb8";

/// What to fetch and where to.
struct FetchSettings {
  std::string url = cifar100_url;  // https, http or file
  std::filesystem::path folder{};  // made if missing
  std::string md5 = cifar100_md5;  // 32 hexadecimal digits
  /// Called now and then with the bytes received and, 0 if unknown, expected.
  std::function<void(std::int64_t, std::int64_t)> progress{};
  /// Asked as often; true ends the download with an Error.
  std::function<bool()> stop_requested{};
};

/// Downloads the archive, compares its MD5 sum and unpacks train.bin, test.bin, fine_label_names.txt and
/// coarse_label_names.txt into the folder, over files of these names that are there.
/// Ensures: nothing in the folder changes before the sum agreed and all four were written in full beside their places.
/// Only these four files leave the archive, from its top or its folder cifar-100-binary; the archive is not kept.
/// Throws Error: no connection, a wrong sum (expected and got), no archive, a file missing in it or twice, a path out
/// of it, a full disk, a stop. Then no temporary file and no new folder is left.
void fetch_cifar100(const FetchSettings& settings);

}  // namespace cifar100
