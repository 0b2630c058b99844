#include "examples/cifar100/run/lock.hpp"

#include <fstream>
#include <system_error>
#include <utility>

#include "bicameral/core/error.hpp"

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#endif

namespace cifar100 {

RunLock::RunLock(RunLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

RunLock& RunLock::operator=(RunLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

#if defined(__unix__) || defined(__APPLE__)

RunLock::RunLock(const std::string& folder) {
  const std::string path = folder + "/lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0)
    bicameral::fail("run folder '" + folder + "'", "a folder that can be written to",
                    std::error_code(errno, std::generic_category()).message());
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    std::string process;
    std::getline(std::ifstream(path), process);
    ::close(std::exchange(descriptor_, -1));
    bicameral::fail("run folder '" + folder + "'", "a folder that no other process writes to",
                    process.empty() ? "one that is in use" : "one that process " + process + " is using");
  }
  const std::string own = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor_, 0) != 0 || ::write(descriptor_, own.data(), own.size()) < 0)
    bicameral::fail("run folder '" + folder + "'", "a lock file that can be written",
                    std::error_code(errno, std::generic_category()).message());
}

RunLock::~RunLock() {
  if (descriptor_ >= 0) ::close(descriptor_);  // which releases it
}

#else

RunLock::RunLock(const std::string&) {}  // elsewhere the user sees to it
RunLock::~RunLock() = default;

#endif

}  // namespace cifar100
