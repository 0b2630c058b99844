#include "bicameral/core/instruction_set.hpp"

#include <string>
#include <type_traits>

#include "bicameral/core/build_info.hpp"
#include "tests/catch.hpp"

using namespace bicameral;

#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

TEST_CASE("the inline namespace is named after the instruction set") {
  const std::string name = TEXT(BICAMERAL_SIMD);
  const BuildInfo info = build_info();
  CHECK((name.find("simd_avx512") == 0) == (info.simd_bits == 512));
  CHECK((name == "simd_avx2_fma") == (info.simd == "AVX2 + FMA"));
  CHECK((name == "simd_none") == (info.simd_bits == 0));
  CHECK((std::is_same_v<InstructionSet, BICAMERAL_SIMD::InstructionSet>));
}
