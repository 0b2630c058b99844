#include "bicameral/core/build_info.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("build_info tells how this file is compiled") {
  const BuildInfo info = build_info();
#if defined(__clang__)
  CHECK(info.compiler.find("Clang " + std::to_string(__clang_major__) + ".") == 0);
#elif defined(__GNUC__)
  CHECK(info.compiler.find("GCC " + std::to_string(__GNUC__) + ".") == 0);
#endif
  CHECK(info.standard >= 202002);
#ifdef NDEBUG
  CHECK(info.ndebug);
#else
  CHECK_FALSE(info.ndebug);
#endif
#ifdef __OPTIMIZE__
  CHECK(info.optimized);
#endif
#if defined(__AVX2__) && defined(__FMA__) && !defined(__AVX512F__)
  CHECK(info.simd == "AVX2 + FMA");
  CHECK(info.simd_bits == 256);
#endif
#ifdef __x86_64__
  CHECK(info.simd_bits >= 128);
#endif
  CHECK(info.eigen.find('.') != std::string::npos);
  CHECK_FALSE(info.threads.empty());
  CHECK(to_text(info).find(info.compiler + ", C++2") == 0);
  CHECK(to_text(info).find(info.eigen) != std::string::npos);
}

TEST_CASE("warnings name what makes a build slow and are silent about a good one") {
  BuildInfo good;
  good.compiler = "GCC 12.2.0";
  good.standard = 202002;
  good.architecture = "x86-64";
  good.simd = "AVX2 + FMA";
  good.simd_bits = 256;
  good.vectors = "xsimd 8.1.0";
  good.optimized = true;
  good.ndebug = true;
  good.eigen = "3.4.0";
  good.threads = "oneTBB 2021.8";
  CHECK(warnings(good).empty());
  CHECK(to_text(good) == "GCC 12.2.0, C++20, x86-64, AVX2 + FMA by xsimd 8.1.0, optimized, Eigen 3.4.0, oneTBB 2021.8");

  const auto only_warning = [&](const BuildInfo& info) {
    const auto all = warnings(info);
    REQUIRE(all.size() == 1);
    return all[0];
  };
  BuildInfo bad = good;
  bad.optimized = bad.ndebug = false;
  CHECK(only_warning(bad).find("without optimisation") != std::string::npos);
  CHECK(to_text(bad).find("not optimized with assertions") != std::string::npos);
  bad = good;
  bad.ndebug = false;
  CHECK(only_warning(bad).find("NDEBUG") != std::string::npos);
  bad = good;
  bad.simd = "SSE2";
  bad.simd_bits = 128;
  CHECK(only_warning(bad).find("SSE2 only") != std::string::npos);
  bad.architecture = "ARM64";  // where 128 bits are all there is
  bad.simd = "NEON";
  CHECK(warnings(bad).empty());
  bad.simd_bits = 0;
  CHECK(only_warning(bad).find("without vector instructions") != std::string::npos);
  CHECK(to_text(bad).find("no SIMD") != std::string::npos);
  bad = good;
  bad.vectors = "none";
  CHECK(only_warning(bad).find("EIGEN_DONT_VECTORIZE") != std::string::npos);
  CHECK(to_text(bad).find("AVX2 + FMA by none") != std::string::npos);
  bad = good;
  bad.sanitizers = "address";
  CHECK(only_warning(bad).find("address sanitizer") != std::string::npos);
}
