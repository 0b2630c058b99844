#pragma once
// The four files of the CIFAR-100 binary layout out of an archive, by libarchive.

#include <filesystem>
#include <string>

namespace cifar100 {

/// Unpacks train.bin, test.bin, fine_label_names.txt and coarse_label_names.txt from a tar archive, compressed by gzip
/// or not, into `folder`; see fetch_cifar100 for what is ensured and refused. `name` is the archive's in messages.
void unpack_cifar100(const std::filesystem::path& archive, const std::filesystem::path& folder,
                     const std::string& name);

}  // namespace cifar100
