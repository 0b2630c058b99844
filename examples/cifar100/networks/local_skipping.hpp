#pragma once
// A half with dense local connections only beside one with wide and skipping ones, as the article suggests.

#include "bicameral/hemispheres/local_skipping.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::local_skipping {

template <int W>
using Local = bicameral::LocalNet9<W>;
template <int W>
using Skipping = bicameral::SkippingNet9<W>;

template <int W>
using Networks = NetworkList<Named<"local-fine", FineNetwork<W, Local<W>>>,            //
                             Named<"local-coarse", CoarseNetwork<W, Local<W>>>,        //
                             Named<"skipping-fine", FineNetwork<W, Skipping<W>>>,      //
                             Named<"skipping-coarse", CoarseNetwork<W, Skipping<W>>>,  //
                             Named<"frozen-local+skipping", FrozenNetwork<W, Local<W>, Skipping<W>>>,
                             Named<"frozen-skipping+local", FrozenNetwork<W, Skipping<W>, Local<W>>>>;

}  // namespace cifar100::local_skipping
