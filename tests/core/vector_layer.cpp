#include "bicameral/core/vector_layer.hpp"

#include "bicameral/core/build_info.hpp"
#include "bicameral/core/simd.hpp"
#include "tests/catch.hpp"

using namespace bicameral;

TEST_CASE("the vector layer that is told is the one that the kernels use") {
  const BuildInfo info = build_info();
  INFO(info.vectors);
  if (info.vectors == "none")
    CHECK(Vec<float>::lanes == 1);
  else
    CHECK(Vec<float>::lanes * 32 == info.simd_bits);
#ifdef BICAMERAL_SIMD_IS_XSIMD
  CHECK(info.vectors.find("xsimd ") == 0);
  CHECK((std::is_same_v<Vec<float>::Native, xsimd::batch<float>>));
#else
  CHECK(info.vectors.find("xsimd") == std::string::npos);
#endif
}
