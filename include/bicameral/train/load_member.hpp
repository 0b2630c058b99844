#pragma once
// A network that was trained alone becomes a member of an ensemble.

#include <functional>
#include <set>
#include <string>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/train/checkpoint.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Reads the checkpoint of one network into the ensemble's member `number`, counted from 1 as in parameter names.
/// A number that no member has and the checkpoint of another network than a member are refused, naming the tensor that
/// differs, and nothing changes. An optimizer's tensors in the file are left alone.
template <class Member, int Members, MeanOf Mean, class T>
void load_member(const SafetensorsFile& file, Network<Ensemble<Member, Members, Mean>, T>& network, int number) {
  if (number < 1 || number > Members)
    fail("load_member", "a member from 1 to " + std::to_string(Members), std::to_string(number));
  const std::string prefix = "member" + std::to_string(number) + ".";
  std::set<std::string, std::less<>> wanted;
  for (const ParameterInfo& parameter : network.parameters())
    if (parameter.name.starts_with(prefix)) wanted.insert(parameter.name.substr(prefix.size()));
  detail::expect_no_others(file, wanted);
  load_part(file, "", network, prefix);
}

/// The same from the file at `path`.
template <class Member, int Members, MeanOf Mean, class T>
void load_member(const std::string& path, Network<Ensemble<Member, Members, Mean>, T>& network, int number) {
  load_member(SafetensorsFile::open(path), network, number);
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
