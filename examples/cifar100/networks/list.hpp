#pragma once
// How a group of networks says what it compiles: names and types, for every width.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "bicameral/hemispheres/bicameral.hpp"
#include "bicameral/hemispheres/unilateral.hpp"
#include "examples/cifar100/model_of.hpp"
#include "examples/cifar100/networks.hpp"

namespace cifar100 {

/// A text as a template argument.
template <std::size_t N>
struct Text {
  consteval Text(const char (&text)[N]) { std::copy_n(text, N, letters.begin()); }
  constexpr std::string_view view() const { return {letters.data(), N - 1}; }
  std::array<char, N> letters{};
};

/// One network of a group.
template <Text Name, bicameral::Architecture A>
struct Named {
  static CompiledNetwork compiled(int base_channels) {
    return {Name.view(), base_channels,
            [](bicameral::Classes classes, std::uint64_t seed) -> std::unique_ptr<Model> {
              return std::make_unique<ModelOf<A>>(classes, seed);
            },
            [](bicameral::Classes classes) { return bicameral::network_facts<A>(classes); }};
  }
};

template <class... Networks>
struct NetworkList {
  static std::vector<CompiledNetwork> compiled(int base_channels) { return {Networks::compiled(base_channels)...}; }
};

/// The heads' dropout: the study's 60 % of 512 features; narrower networks have fewer to spare.
constexpr int dropout_percent(int base_channels) { return base_channels >= 64 ? 60 : base_channels >= 32 ? 40 : 20; }

template <int W>
using FineHead = bicameral::Heads<dropout_percent(W), bicameral::Fine>;
template <int W>
using CoarseHead = bicameral::Heads<dropout_percent(W), bicameral::Coarse>;
template <int W>
using BothHeads = bicameral::Heads<dropout_percent(W), bicameral::Fine, bicameral::Coarse>;

template <int W, class Half>
using FineNetwork = bicameral::Unilateral<Half, FineHead<W>>;
template <int W, class Half>
using CoarseNetwork = bicameral::Unilateral<Half, CoarseHead<W>>;
template <int W, class Half>
using SingleNetwork = bicameral::Unilateral<Half, BothHeads<W>>;
/// Two halves, trained together.
template <int W, class Left, class Right>
using JoinedNetwork = bicameral::Bicameral<Left, Right, BothHeads<W>>;
/// Two trained halves that stay as they are.
template <int W, class Left, class Right>
using FrozenNetwork = bicameral::Bicameral<bicameral::Frozen<Left>, bicameral::Frozen<Right>, BothHeads<W>>;

}  // namespace cifar100
