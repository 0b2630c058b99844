#pragma once
// Copying parameters between networks by name: freeze, thaw, and putting trained halves together.

#include <string>
#include <string_view>
#include <vector>

#include "bicameral/core/instruction_set.hpp"
#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/network/network.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

/// Copies every parameter of `from` whose name begins with `from_prefix` to the one of the same name with `to_prefix`
/// instead. Requires that all parameters of `to` with that prefix are found, with the same sizes; else nothing changes.
template <Architecture From, Architecture To, class T>
void copy_parameters(const Network<From, T>& from, std::string_view from_prefix, Network<To, T>& to,
                     std::string_view to_prefix) {
  struct Copy {
    const ParameterInfo* source;
    const ParameterInfo* target;
  };
  std::vector<Copy> copies;
  for (const ParameterInfo& target : to.parameters()) {
    if (!target.name.starts_with(to_prefix)) continue;
    const ParameterInfo& source = from.find(std::string(from_prefix) + target.name.substr(to_prefix.size()));
    if (source.dims != target.dims)
      fail("copy_parameters: '" + target.name + "'", to_string(target.dims), to_string(source.dims));
    copies.push_back({&source, &target});
  }
  if (copies.empty()) fail("copy_parameters", "parameters that begin with '" + std::string(to_prefix) + "'", "none");
  for (const Copy& copy : copies)
    if (copy.target->role == Role::counter)
      to.counters()[copy.target->offset] = from.counters()[copy.source->offset];  // T may be too small for it
    else
      to.write(*copy.target, from.read(*copy.source));
}

namespace detail {

template <class H>
struct FrozenOf {
  using type = Frozen<H>;
};
template <class H>
struct FrozenOf<Frozen<H>> {
  using type = Frozen<H>;
};
template <class H>
struct ThawedOf {
  using type = H;
};
template <FrozenHemisphere H>
struct ThawedOf<H> {
  using type = typename ThawedOf<typename H::Thawed>::type;  // what was frozen may have been frozen twice
};

template <class A, template <class> class Change>
struct Converted {
  using type = typename Change<A>::type;
};
template <class H, class Head, template <class> class Change>
struct Converted<Unilateral<H, Head>, Change> {
  using type = Unilateral<typename Change<H>::type, Head>;
};
template <class L, class R, class Head, class Fusion, template <class> class Change>
struct Converted<Bicameral<L, R, Head, Fusion>, Change> {
  using type = Bicameral<typename Change<L>::type, typename Change<R>::type, Head, Fusion>;
};
template <class Member, int Members, MeanOf Mean, template <class> class Change>
struct Converted<Ensemble<Member, Members, Mean>, Change> {
  using type = Ensemble<typename Converted<Member, Change>::type, Members, Mean>;
};

}  // namespace detail

/// The architecture with every hemisphere frozen, or none. Of Unilateral, Bicameral, Ensemble and hemispheres alone;
/// ThawedType leaves a network of another type, for instance one derived from these, as it is.
template <Architecture A>
using FrozenType = typename detail::Converted<A, detail::FrozenOf>::type;
template <Architecture A>
using ThawedType = typename detail::Converted<A, detail::ThawedOf>::type;

/// The same values in the frozen type.
template <Architecture A, class T>
Network<FrozenType<A>, T> freeze(const Network<A, T>& network) {
  Network<FrozenType<A>, T> frozen(network.classes());
  copy_parameters(network, "", frozen, "");
  return frozen;
}

/// The same values in the type whose hemispheres can be trained again.
template <Architecture A, class T>
Network<ThawedType<A>, T> thaw(const Network<A, T>& network) {
  Network<ThawedType<A>, T> thawed(network.classes());
  copy_parameters(network, "", thawed, "");
  return thawed;
}

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
