#include "examples/cifar100/fetch/md5.hpp"

#include <openssl/evp.h>

#include <array>

#include "bicameral/core/error.hpp"

namespace cifar100 {

struct Md5::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

namespace {

void expect_success(bool success) {
  if (!success) bicameral::fail("MD5", "OpenSSL to compute it", "a refusal");
}

}  // namespace

Md5::Md5() : state_(std::make_unique<State>()) {
  expect_success(state_->context != nullptr && EVP_DigestInit_ex(state_->context, EVP_md5(), nullptr) == 1);
}

Md5::~Md5() = default;

void Md5::add(const void* data, std::size_t bytes) {
  expect_success(EVP_DigestUpdate(state_->context, data, bytes) == 1);
}

std::string Md5::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned length = 0;
  expect_success(EVP_DigestFinal_ex(state_->context, sum.data(), &length) == 1);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned i = 0; i < length; ++i) (text += digits[sum[i] / 16u]) += digits[sum[i] % 16u];
  return text;
}

std::string md5_of(std::string_view bytes) {
  Md5 sum;
  sum.add(bytes.data(), bytes.size());
  return sum.hex();
}

}  // namespace cifar100
