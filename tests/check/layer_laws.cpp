#include "bicameral/check/layer_laws.hpp"

#include "bicameral/blocks/residual.hpp"
#include "bicameral/layers/global_avg_pool.hpp"
#include "bicameral/layers/max_pool.hpp"
#include "tests/catch.hpp"
#include "tests/support/broken_layers.hpp"
#include "tests/support/messages.hpp"

using namespace bicameral;
using namespace bicameral::test;

namespace {

using Picture = Image<3, 5, 4>;

template <class P>
std::string broken() {
  return check_layer_laws<P, Picture>(4).message();
}

/// Turns every image's values round; rightly only into other memory.
struct Reverse : LayerDefaults {
  static constexpr std::string_view kind = "reverse";
  static constexpr MemoryTraits memory(Mode) { return {}; }
  static constexpr Shape output(Shape in) { return in; }
  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    for (std::int64_t n = 0; n < site.batch; ++n)
      for (std::int64_t i = 0; i < site.in.size(); ++i) y[n * site.in.size() + i] = x[(n + 1) * site.in.size() - 1 - i];
  }
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) forward<M>(site, dy, dx);
  }
};
struct ReverseInPlace : Reverse {
  static constexpr MemoryTraits memory(Mode) { return {.in_place = true}; }
};
struct ReverseGradientInPlace : Reverse {
  static constexpr MemoryTraits memory(Mode) { return {.gradient_in_place = true}; }
};

/// Wrong use of what it is given, one kind at a time.
struct ThreadCounter : ReLU {
  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    ReLU::forward<M>(site, x, y);
    for (std::int64_t i = 0; i < site.in_values(); ++i) y[i] += static_cast<T>(site.pool->threads());
  }
};
struct BatchMixer : Reverse {
  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    for (std::int64_t i = 0; i < site.in_values(); ++i) y[i] = x[i] - x[site.in_values() - 1];
  }
};
struct StatedBatchMixer : BatchMixer {
  static constexpr bool mixes_images = true;
};
struct Infinite : ReLU {
  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    for (std::int64_t i = 0; i < site.in_values(); ++i) y[i] = x[i] / T(0);
  }
};
struct InputWriter : Reverse {
  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    Reverse::forward<M>(site, x, y);
    const_cast<T*>(x)[0] = 5;
  }
};
struct UpstreamWriter : Reverse {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    Reverse::backward<M>(site, dy, dx);
    const_cast<T*>(dy)[0] = 5;
  }
};
struct OtherAttribution : Reverse {
  template <Mode M, class T>
  static void forward(const Site<T>& site, const T* x, T* y) {
    Reverse::forward<M>(site, x, y);
    if constexpr (M == Mode::attribution) y[0] *= T(2);
  }
};
struct NeedsInputGradient : BatchNorm {
  template <Mode M, class T>
  static void backward(const Site<T>& site, const T* dy, T* dx) {
    if (dx != nullptr) return BatchNorm::backward<M>(site, dy, dx);
    if constexpr (M == Mode::training) {
      std::fill_n(site.gradient(0), site.in.channels, T(0));
      std::fill_n(site.gradient(1), site.in.channels, T(0));
    }
  }
};
struct UsesMoreThanPlanned : ReLU {
  template <class T>
  static std::size_t scratch_bytes(Shape, int batch, const ComputeSettings&, int) {
    return batch == 4 ? 64 : 128;  // a smaller batch must never need more
  }
};

}  // namespace

TEST_CASE("right layers keep the laws") {
  CHECK(broken<Reverse>() == "");
  CHECK(broken<ReLU>() == "");
  CHECK(broken<Conv2d<4>>() == "");
  CHECK(broken<BatchNorm>() == "");
  CHECK(broken<MaxPool<2>>() == "");
  CHECK(broken<GlobalAvgPool>() == "");
}

TEST_CASE("a layer that claims to work in place and does not is found") {
  CHECK(broken<ReverseInPlace>() == "results differ when memory of neighbours is used\n");
  CHECK(broken<ReverseGradientInPlace>() == "results differ when memory of neighbours is used\n");
}

TEST_CASE("each broken law is named") {
  CHECK(broken<ThreadCounter>() == "results depend on the number of threads\n");
  CHECK(broken<BatchMixer>() == "in inference an image's result depends on the rest of the batch\n");
  CHECK(broken<Infinite>().find("outputs are not finite") != std::string::npos);
  CHECK(broken<InputWriter>().find("forward or backward writes over its input") != std::string::npos);
  CHECK(broken<UpstreamWriter>().find("backward writes over the gradient of its output") != std::string::npos);
  CHECK(broken<OtherAttribution>() == "attribution and inference differ\n");
  CHECK(broken<NeedsInputGradient>() == "gradients of weights differ when nobody asks for that of the input\n");
}

TEST_CASE("a part that states that it mixes images is not held to that law, and the report says so") {
  const LawReport stated = check_layer_laws<StatedBatchMixer, Picture>(4);
  CHECK(stated.message() == "");
  CHECK(stated.left_out == std::vector<std::string>{"in inference an image's result depends on itself only"});
  CHECK(check_layer_laws<Residual<StatedBatchMixer>, Picture>(4).left_out.size() == 1);
  CHECK(check_layer_laws<ReLU, Picture>(4).left_out.empty());
}

TEST_CASE("a layer that takes more memory than it planned is stopped") {
  CHECK(thrown_message([] { broken<UsesMoreThanPlanned>(); }).find("Arena::take: expected at most") == 0);
}

TEST_CASE("laws about batches need a batch") {
  CHECK(thrown_message([] { check_layer_laws<ReLU, Picture>(1); }) ==
        "check_layer_laws: expected at least 2 images, got 1");
}
