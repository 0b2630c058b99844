#pragma once
// A pair of a Sparse ResNet-9, which ranks over the batch while it learns as the study does, and the usual one.

#include "bicameral/hemispheres/resnet9.hpp"
#include "bicameral/hemispheres/sparse_resnet9.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::sparse_dense {

template <int W>
using Sparse = bicameral::SparseResNet9<W, bicameral::Ranking::batch_in_training>;
template <int W>
using Dense = bicameral::ResNet9<W>;

template <int W>
using Networks = NetworkList<Named<"sparse-fine", FineNetwork<W, Sparse<W>>>,      //
                             Named<"sparse-coarse", CoarseNetwork<W, Sparse<W>>>,  //
                             Named<"frozen-sparse+resnet9", FrozenNetwork<W, Sparse<W>, Dense<W>>>,
                             Named<"frozen-resnet9+sparse", FrozenNetwork<W, Dense<W>, Sparse<W>>>>;

}  // namespace cifar100::sparse_dense
