#pragma once
// One process at a time writes into a run folder.

#include <string>

namespace cifar100 {

/// Holds FOLDER/lock until the end; the system releases it too when the process dies.
class RunLock {
 public:
  RunLock() = default;
  /// Throws, naming the process, if another one holds the folder.
  explicit RunLock(const std::string& folder);
  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&& other) noexcept;
  ~RunLock();

 private:
  int descriptor_ = -1;
};

}  // namespace cifar100
