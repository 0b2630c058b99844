#pragma once
// MD5 sums, by OpenSSL: good against broken downloads, not against forgers.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace cifar100 {

/// The MD5 sum of bytes that come piece by piece.
class Md5 {
 public:
  /// Throws Error if the system's OpenSSL does not offer MD5.
  Md5();
  Md5(const Md5&) = delete;
  Md5& operator=(const Md5&) = delete;
  ~Md5();

  void add(const void* data, std::size_t bytes);
  /// The sum as 32 lower-case hexadecimal digits. Call it once, last.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The MD5 sum of `bytes`.
std::string md5_of(std::string_view bytes);

}  // namespace cifar100
