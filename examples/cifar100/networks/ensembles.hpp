#pragma once
// Several two-head ResNet-9 whose answers are averaged, as probabilities or as logits.

#include "bicameral/hemispheres/ensemble.hpp"
#include "bicameral/hemispheres/resnet9.hpp"
#include "examples/cifar100/networks/list.hpp"

namespace cifar100::ensembles {

template <int W, int Members, bicameral::MeanOf Mean>
using Together = bicameral::Ensemble<SingleNetwork<W, bicameral::ResNet9<W>>, Members, Mean>;

template <int W>
using Networks = NetworkList<Named<"2-resnet9-probabilities", Together<W, 2, bicameral::MeanOf::probabilities>>,
                             Named<"5-resnet9-probabilities", Together<W, 5, bicameral::MeanOf::probabilities>>,
                             Named<"2-resnet9-logits", Together<W, 2, bicameral::MeanOf::logits>>,
                             Named<"5-resnet9-logits", Together<W, 5, bicameral::MeanOf::logits>>>;

}  // namespace cifar100::ensembles
