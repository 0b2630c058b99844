#pragma once
// How the calling file was compiled: what a slow program or an unexplained result should be asked first.

#include <Eigen/Core>
#include <string>
#include <vector>

#include "bicameral/core/vector_layer.hpp"

#ifndef BICAMERAL_PARALLEL_STD_THREADS
#include <oneapi/tbb/version.h>
#endif

namespace bicameral {

/// Facts about a compilation, from the compiler's own macros.
struct BuildInfo {
  std::string compiler;      // "GCC 12.2.0"
  long standard = 0;         // 202002 for C++20
  std::string architecture;  // "x86-64", "ARM64"
  std::string simd;          // the widest vector instructions the compiler may use, "AVX2 + FMA"; "none"
  int simd_bits = 0;         // of one vector register; 0 without SIMD
  std::string vectors;       // what our kernels use them by: "xsimd 8.1.0", "Eigen packets", or "none"
  bool optimized = false;
  bool ndebug = false;     // assertions of the standard library and Eigen are off
  std::string sanitizers;  // "address", "thread"; empty if none
  std::string eigen;       // version
  std::string threads;     // "oneTBB 2021.8", or "std::thread"

  bool operator==(const BuildInfo&) const = default;
};

/// The facts about the file that calls this. Static on purpose: each file of a program may be compiled differently.
[[maybe_unused]] static BuildInfo build_info() {
  BuildInfo info;
  const auto version = [](long major, long minor, long patch) {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  };

#if defined(__clang__)
  info.compiler = "Clang " + version(__clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  info.compiler = "GCC " + version(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#elif defined(_MSC_VER)
  info.compiler = "MSVC " + version(_MSC_VER / 100, _MSC_VER % 100, 0);
#else
  info.compiler = "unknown";
#endif
#if defined(_MSVC_LANG)
  info.standard = _MSVC_LANG;
#else
  info.standard = __cplusplus;
#endif

#if defined(__x86_64__) || defined(_M_X64)
  info.architecture = "x86-64";
#elif defined(__aarch64__) || defined(_M_ARM64)
  info.architecture = "ARM64";
#elif defined(__i386__) || defined(_M_IX86)
  info.architecture = "x86";
#else
  info.architecture = "other";
#endif

#if defined(__AVX512F__)
  info.simd = "AVX-512";
  info.simd_bits = 512;
#elif defined(__AVX2__) && (defined(__FMA__) || defined(_MSC_VER))  // MSVC's /arch:AVX2 means both
  info.simd = "AVX2 + FMA";
  info.simd_bits = 256;
#elif defined(__AVX2__)
  info.simd = "AVX2";
  info.simd_bits = 256;
#elif defined(__AVX__)
  info.simd = "AVX";
  info.simd_bits = 256;
#elif defined(__SSE4_2__)
  info.simd = "SSE4.2";
  info.simd_bits = 128;
#elif defined(__SSE2__) || defined(_M_X64)
  info.simd = "SSE2";
  info.simd_bits = 128;
#elif defined(__ARM_FEATURE_SVE_BITS) && __ARM_FEATURE_SVE_BITS > 0
  info.simd = "SVE";
  info.simd_bits = __ARM_FEATURE_SVE_BITS;
#elif defined(__ARM_NEON) || defined(_M_ARM64)
  info.simd = "NEON";
  info.simd_bits = 128;
#else
  info.simd = "none";
#endif

#if defined(BICAMERAL_SIMD_IS_XSIMD)
  info.vectors = "xsimd " + version(XSIMD_VERSION_MAJOR, XSIMD_VERSION_MINOR, XSIMD_VERSION_PATCH);
#elif defined(EIGEN_VECTORIZE)
  info.vectors = "Eigen packets";
#else
  info.vectors = "none";
#endif

#if defined(__OPTIMIZE__)
  info.optimized = true;
#elif defined(_MSC_VER) && !defined(_DEBUG) && defined(NDEBUG)  // MSVC does not tell more
  info.optimized = true;
#endif
#if defined(NDEBUG)
  info.ndebug = true;
#endif

#if defined(__SANITIZE_ADDRESS__)
  info.sanitizers = "address";
#elif defined(__SANITIZE_THREAD__)
  info.sanitizers = "thread";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  info.sanitizers = "address";
#elif __has_feature(thread_sanitizer)
  info.sanitizers = "thread";
#endif
#endif

  info.eigen = version(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
#ifdef BICAMERAL_PARALLEL_STD_THREADS
  info.threads = "std::thread";
#else
  info.threads = "oneTBB " + std::to_string(TBB_VERSION_MAJOR) + "." + std::to_string(TBB_VERSION_MINOR);
#endif
  return info;
}

/// What makes such a build slow, as sentences for the user; empty for a good one.
inline std::vector<std::string> warnings(const BuildInfo& info) {
  std::vector<std::string> sentences;
  if (!info.optimized)
    sentences.push_back("compiled without optimisation, 10 to 50 times slower; use -O3 (CMAKE_BUILD_TYPE=Release)");
  else if (!info.ndebug)
    sentences.push_back("compiled with assertions; define NDEBUG (CMAKE_BUILD_TYPE=Release)");
  const bool has_wider = info.architecture == "x86-64" || info.architecture == "x86";
  if (info.simd_bits == 0)
    sentences.push_back("compiled without vector instructions; use -march=native");
  else if (has_wider && info.simd_bits < 256)
    sentences.push_back("compiled for " + info.simd + " only, several times slower than AVX2; use -march=native");
  if (info.simd_bits > 0 && info.vectors == "none")
    sentences.push_back("compiled with kernels that use no vector instructions; do not define EIGEN_DONT_VECTORIZE");
  if (!info.sanitizers.empty()) sentences.push_back("compiled with the " + info.sanitizers + " sanitizer, slower");
  return sentences;
}

/// The facts in one line: "GCC 12.2.0, C++20, x86-64, AVX2 + FMA by xsimd 8.1.0, optimized, Eigen 3.4.0, ...".
inline std::string to_text(const BuildInfo& info) {
  std::string text = info.compiler + ", C++" + (info.standard > 202002 ? "23 or later" : "20") + ", " +
                     info.architecture + ", " + (info.simd_bits == 0 ? "no SIMD" : info.simd + " by " + info.vectors) +
                     ", " + (info.optimized ? "optimized" : "not optimized") + (info.ndebug ? "" : " with assertions");
  if (!info.sanitizers.empty()) text += ", " + info.sanitizers + " sanitizer";
  return text + ", Eigen " + info.eigen + ", " + info.threads;
}

}  // namespace bicameral
