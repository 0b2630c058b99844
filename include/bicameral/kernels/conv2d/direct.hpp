#pragma once
// Convolution without patches: the product reads the picture itself through one pointer per pixel and tap.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "bicameral/core/simd.hpp"
#include "bicameral/kernels/conv2d/problem.hpp"
#include "bicameral/kernels/panel_product.hpp"
#include "bicameral/kernels/partition.hpp"

namespace bicameral {
inline namespace BICAMERAL_SIMD {

namespace simd_detail {

inline constexpr int direct_rows = 6;     // pixels whose sums stay in registers
inline constexpr int direct_pixels = 48;  // pixels whose pointers are found at a time
#if defined(__AVX512F__) || defined(__ARM_NEON) || defined(_M_ARM64)
inline constexpr int direct_vectors = 4;
#else
inline constexpr int direct_vectors = 2;
#endif

/// Sums of `Rows` pixels and `Vectors` registers of filters: to[r][v] = start + sum over taps t and channels k of
/// pixels[t][r][k] weights[t][k][v].
template <class T, int Rows, int Vectors>
void direct_kernel(int taps, std::int64_t depth, const T* const* pixels, const T* const* weights, std::int64_t step,
                   const T* start, T* to, std::int64_t to_stride) {
  using V = Vec<T>;
  V sums[Rows][Vectors];
  unrolled<Vectors>([&](auto v) {
    const V first = V::load(start + v * V::lanes);
    unrolled<Rows>([&](auto r) { sums[r][v] = first; });
  });
  for (int t = 0; t < taps; ++t, pixels += direct_rows) {
    const T* rows[Rows];
    unrolled<Rows>([&](auto r) { rows[r] = pixels[r]; });
    const T* w = weights[t];
    for (std::int64_t k = 0; k < depth; ++k, w += step) {
      V right[Vectors];
      unrolled<Vectors>([&](auto v) { right[v] = V::load(w + v * V::lanes); });
      unrolled<Rows>([&](auto r) {
        const V left = V::broadcast(rows[r][k]);
        unrolled<Vectors>([&](auto v) { sums[r][v] = multiply_add(left, right[v], sums[r][v]); });
      });
    }
  }
  unrolled<Rows>(
      [&](auto r) { unrolled<Vectors>([&](auto v) { sums[r][v].store(to + r * to_stride + v * V::lanes); }); });
}

template <class T>
using DirectKernel = void (*)(int, std::int64_t, const T* const*, const T* const*, std::int64_t, const T*, T*,
                              std::int64_t);

template <class T, int Vectors>
inline constexpr auto direct_kernels = []<int... Rows>(std::integer_sequence<int, Rows...>) {
  return std::array<DirectKernel<T>, sizeof...(Rows)>{&direct_kernel<T, Rows + 1, Vectors>...};
}
(std::make_integer_sequence<int, direct_rows>{});

/// Columns per block of packed weights, for every instruction set, so that sizes never depend on it.
inline constexpr int direct_block = 64;

/// to[Rows][Vectors registers] += sum over k of x[k step + r] dy[k 16 + v].
template <class T, int Rows, int Vectors>
void direct_outer_kernel(std::int64_t depth, const T* x, std::int64_t step, const T* dy, std::int64_t distance, T* to,
                         std::int64_t to_stride) {
  using V = Vec<T>;
  V sums[Rows][Vectors];
  unrolled<Rows>(
      [&](auto r) { unrolled<Vectors>([&](auto v) { sums[r][v] = V::load(to + r * to_stride + v * V::lanes); }); });
  for (std::int64_t k = 0; k < depth; ++k, x += step, dy += panel_width) {
    V right[Vectors];
    unrolled<Vectors>([&](auto v) { right[v] = V::load(dy + v * distance); });
    unrolled<Rows>([&](auto r) {
      const V left = V::broadcast(x[r]);
      unrolled<Vectors>([&](auto v) { sums[r][v] = multiply_add(left, right[v], sums[r][v]); });
    });
  }
  unrolled<Rows>(
      [&](auto r) { unrolled<Vectors>([&](auto v) { sums[r][v].store(to + r * to_stride + v * V::lanes); }); });
}

template <class T>
using DirectOuterKernel = void (*)(std::int64_t, const T*, std::int64_t, const T*, std::int64_t, T*, std::int64_t);

inline constexpr int direct_outer_rows = most_rows >= 8 ? 8 : 4;

template <class T, int Vectors>
inline constexpr auto direct_outer_kernels = []<int... Rows>(std::integer_sequence<int, Rows...>) {
  return std::array<DirectOuterKernel<T>, sizeof...(Rows)>{&direct_outer_kernel<T, Rows + 1, Vectors>...};
}
(std::make_integer_sequence<int, direct_outer_rows>{});

}  // namespace simd_detail

/// Direct sums in registers, for every shape. Weights are packed [columns / 64][taps][depth][64] first.
/// Source of the pointers: Dukhan, "The indirect convolution algorithm", arXiv 1907.02129.
struct DirectConvolution {
  static constexpr std::string_view name = "direct";
  static constexpr double largest_float_error = 1e-5;
  static constexpr double mean_float_error = 2e-6;
  static constexpr bool applies(const ConvolutionProblem&) { return true; }

  template <class T>
  static std::size_t scratch_bytes(const ConvolutionProblem& p, const ConvolutionSettings&, int workers) {
    const auto pass = [&](int depth, int columns) {
      return packed_bytes<T>(p, depth, columns) + zero_bytes<T>(depth, columns) +
             static_cast<std::size_t>(workers) * pointer_bytes<T>(p);
    };
    return std::max({pass(p.in.channels, p.filters), pass(p.filters, p.in.channels), WeightPass<T>(p).bytes()});
  }

  template <class T>
  static void forward(const ConvolutionCall& call, const T* x, const T* w, const T* bias, T* y) {
    const ConvolutionProblem& p = call.problem;
    const Memory<T> memory(call, p.in.channels, p.filters);
    pack(call, p.in.channels, p.filters, bias, memory, [&](int tap, std::int64_t k, int first, int count, T* to) {
      std::copy_n(w + (std::int64_t{tap} * p.in.channels + k) * p.filters + first, count, to);
    });
    const int taps = p.kernel * p.kernel;
    const Partition partition{p.rows(), simd_detail::direct_pixels};
    call.pool->for_each_task(partition.tasks(), [&](std::int64_t task, int worker) {
      const RowRange range = partition.range(task);
      const T** table = memory.pointers(worker);
      for (std::int64_t place = 0; place < range.count(); ++place) {
        const std::int64_t image = (range.begin + place) / p.out().pixels();
        const auto pixel = static_cast<int>((range.begin + place) % p.out().pixels());
        const int top = pixel / p.out_width() * p.stride - p.padding;
        const int left = pixel % p.out_width() * p.stride - p.padding;
        for (int tap = 0; tap < taps; ++tap)
          pointer(table, taps, place, tap) = pixel_or_zero(p.in, x, image, top + tap / p.kernel, left + tap % p.kernel,
                                                           static_cast<const T*>(memory.zero));
      }
      multiply(
          p, memory, table, taps, [](int tap) { return tap; }, p.in.channels, p.filters, range.count(),
          [&](std::int64_t place) { return y + (range.begin + place) * p.filters; });
    });
  }

  /// Each input pixel gathers what the output pixels that saw it send back; with a stride, pixels that were seen
  /// through the same taps are taken together.
  template <class T>
  static void backward_input(const ConvolutionCall& call, const T* dy, const T* w, T* dx) {
    const ConvolutionProblem& p = call.problem;
    const Memory<T> memory(call, p.filters, p.in.channels);
    pack(call, p.filters, p.in.channels, static_cast<const T*>(nullptr), memory,
         [&](int tap, std::int64_t f, int first, int count, T* to) {
           for (int c = 0; c < count; ++c) to[c] = w[(std::int64_t{tap} * p.in.channels + first + c) * p.filters + f];
         });
    for (int a = 0; a < p.stride; ++a)
      for (int b = 0; b < p.stride; ++b) {
        const Phase vertical(a, p.in.height, p.kernel, p.stride, p.padding);
        const Phase horizontal(b, p.in.width, p.kernel, p.stride, p.padding);
        backward_phase(call, vertical, horizontal, memory, dy, dx);
      }
  }

  /// Output gradients are copied into panels, a few images at a time; each task sums its taps and input channels.
  template <class T>
  static void backward_weight(const ConvolutionCall& call, const T* x, const T* dy, T* dw) {
    const ConvolutionProblem& p = call.problem;
    const WeightPass<T> pass(p);
    T* panels = reinterpret_cast<T*>(call.scratch);
    T* sums = reinterpret_cast<T*>(call.scratch + pass.panel_bytes());
    const std::int64_t pixels = p.out().pixels();
    const std::int64_t stride = padded_to_panels(p.filters);
    std::fill_n(sums, p.patch() * stride, T(0));
    const Partition channels{p.in.channels, channels_per_task};
    for (std::int64_t chunk = 0; chunk < pass.images.tasks(); ++chunk) {
      const RowRange images = pass.images.range(chunk);
      const std::int64_t panel = images.count() * pixels * panel_width;
      call.pool->for_each_task(images.count(), [&](std::int64_t image, int) {
        for (std::int64_t pixel = image * pixels; pixel < (image + 1) * pixels; ++pixel)
          for (int f = 0; f < stride; f += panel_width) {
            T* to = panels + f / panel_width * panel + pixel * panel_width;
            const int count = std::min(panel_width, p.filters - f);
            std::copy_n(dy + (images.begin * pixels + pixel) * p.filters + f, count, to);
            std::fill_n(to + count, panel_width - count, T(0));
          }
      });
      call.pool->for_each_task(p.kernel * p.kernel * channels.tasks(), [&](std::int64_t task, int) {
        const auto tap = static_cast<int>(task / channels.tasks());
        sum_tap(p, images, tap, channels.range(task % channels.tasks()), x, panels, panel, sums, stride);
      });
    }
    call.pool->for_each_task(
        p.patch(), [&](std::int64_t row, int) { std::copy_n(sums + row * stride, p.filters, dw + row * p.filters); });
  }

 private:
  static constexpr int channels_per_task = 64;
  static constexpr std::size_t size(std::int64_t count) { return static_cast<std::size_t>(count); }
  static constexpr int blocks(int columns) {
    return (columns + simd_detail::direct_block - 1) / simd_detail::direct_block;
  }

  template <class T>
  static std::size_t packed_bytes(const ConvolutionProblem& p, int depth, int columns) {
    return size(std::int64_t{blocks(columns)} * p.kernel * p.kernel * depth * simd_detail::direct_block) * sizeof(T);
  }
  /// Zeros for what lies outside the picture, and the start of the sums.
  template <class T>
  static std::size_t zero_bytes(int depth, int columns) {
    return aligned_bytes(size(depth) * sizeof(T)) + size(blocks(columns) * simd_detail::direct_block) * sizeof(T);
  }
  template <class T>
  static std::size_t pointer_bytes(const ConvolutionProblem& p) {
    const int groups = (simd_detail::direct_pixels + simd_detail::direct_rows - 1) / simd_detail::direct_rows;
    return aligned_bytes(size(p.kernel * p.kernel * (groups * simd_detail::direct_rows + 1)) * sizeof(const T*)) +
           aligned_bytes(size(p.kernel * p.kernel) * sizeof(const T*));
  }

  /// The parts of the scratch memory of a forward or input-gradient pass.
  template <class T>
  struct Memory {
    Memory(const ConvolutionCall& call, int depth, int columns)
        : packed(reinterpret_cast<T*>(call.scratch)),
          zero(reinterpret_cast<T*>(call.scratch + packed_bytes<T>(call.problem, depth, columns))),
          start(zero + aligned_bytes(size(depth) * sizeof(T)) / sizeof(T)),
          table(call.scratch + packed_bytes<T>(call.problem, depth, columns) + zero_bytes<T>(depth, columns)),
          table_bytes(pointer_bytes<T>(call.problem)) {}
    const T** pointers(int worker) const {
      return reinterpret_cast<const T**>(table + static_cast<std::size_t>(worker) * table_bytes);
    }
    T* packed;
    T* zero;
    T* start;
    std::byte* table;
    std::size_t table_bytes;
  };

  /// The place of a pixel's pointer for a tap: [group of pixels][tap][pixel of the group].
  template <class T>
  static const T*& pointer(const T** table, int taps, std::int64_t place, int tap) {
    return table[(place / simd_detail::direct_rows * taps + tap) * simd_detail::direct_rows +
                 place % simd_detail::direct_rows];
  }
  template <class T>
  static const T* pixel_or_zero(const Shape& shape, const T* pictures, std::int64_t image, int row, int column,
                                const T* zero) {
    if (row < 0 || row >= shape.height || column < 0 || column >= shape.width) return zero;
    return pictures + ((image * shape.height + row) * shape.width + column) * shape.channels;
  }

  /// Weights into blocks [columns / 64][tap][depth][64], zeros behind the last column; zeros and start of the sums.
  template <class T, class Row>
  static void pack(const ConvolutionCall& call, int depth, int columns, const T* bias, const Memory<T>& memory,
                   const Row& copy_row) {
    const ConvolutionProblem& p = call.problem;
    const int taps = p.kernel * p.kernel;
    std::fill_n(memory.zero, depth, T(0));
    std::fill_n(memory.start, blocks(columns) * simd_detail::direct_block, T(0));
    if (bias != nullptr) std::copy_n(bias, columns, memory.start);
    call.pool->for_each_task(std::int64_t{blocks(columns)} * taps, [&](std::int64_t task, int) {
      const auto tap = static_cast<int>(task % taps);
      const int first = static_cast<int>(task / taps) * simd_detail::direct_block;
      const int count = std::min(simd_detail::direct_block, columns - first);
      T* to = memory.packed + task * depth * simd_detail::direct_block;
      for (std::int64_t k = 0; k < depth; ++k, to += simd_detail::direct_block) {
        copy_row(tap, k, first, count, to);
        std::fill_n(to + count, simd_detail::direct_block - count, T(0));
      }
    });
  }

  /// All columns for the pixels whose pointers lie in the table; tap t uses the weights of tap `tap_of(t)`.
  template <class T, class TapOf, class Target>
  static void multiply(const ConvolutionProblem& p, const Memory<T>& memory, const T** table, int taps,
                       const TapOf& tap_of, int depth, int columns, std::int64_t pixels, const Target& target) {
    constexpr int lanes = Vec<T>::lanes;
    constexpr int wide = simd_detail::direct_vectors * lanes;
    const std::int64_t all_taps = std::int64_t{p.kernel} * p.kernel;
    const T** weights = table + all_taps * ((simd_detail::direct_pixels + simd_detail::direct_rows - 1) /
                                            simd_detail::direct_rows * simd_detail::direct_rows);
    T results[simd_detail::direct_rows * wide];
    for (int column = 0; column < columns;) {
      const int block = column / simd_detail::direct_block;
      const int rest = std::min(columns, (block + 1) * simd_detail::direct_block) - column;
      const bool narrow = rest <= lanes;
      const int width = narrow ? lanes : wide;
      for (int tap = 0; tap < taps; ++tap)
        weights[tap] = memory.packed + (block * all_taps + tap_of(tap)) * depth * simd_detail::direct_block +
                       column % simd_detail::direct_block;
      for (std::int64_t place = 0; place < pixels; place += simd_detail::direct_rows) {
        const auto rows = static_cast<int>(std::min<std::int64_t>(simd_detail::direct_rows, pixels - place));
        const auto& kernels =
            narrow ? simd_detail::direct_kernels<T, 1> : simd_detail::direct_kernels<T, simd_detail::direct_vectors>;
        kernels[static_cast<std::size_t>(rows - 1)](taps, depth, table + place * taps, weights,
                                                    simd_detail::direct_block, memory.start + column, results, wide);
        for (int r = 0; r < rows; ++r)
          std::copy_n(results + r * wide, std::min(width, rest), target(place + r) + column);
      }
      column += width;
    }
  }

  /// A place of the picture whose gradient is wanted.
  struct Pixel {
    std::int64_t image;
    int row;
    int column;
  };

  /// Along one axis, the positions that were seen through the taps first, first + stride, ...
  struct Phase {
    Phase(int number, int length, int kernel, int stride, int padding)
        : tap(number),
          taps(number < kernel ? (kernel - number + stride - 1) / stride : 0),
          first(((number - padding) % stride + stride) % stride),
          positions(first < length ? (length - first + stride - 1) / stride : 0) {}
    int tap;
    int taps;
    int first;
    int positions;
  };

  template <class T>
  static void backward_phase(const ConvolutionCall& call, const Phase& vertical, const Phase& horizontal,
                             const Memory<T>& memory, const T* dy, T* dx) {
    const ConvolutionProblem& p = call.problem;
    const std::int64_t positions = std::int64_t{vertical.positions} * horizontal.positions;
    const int taps = vertical.taps * horizontal.taps;
    const auto pixel_at = [&](std::int64_t number) {
      const auto position = static_cast<int>(number % positions);
      return Pixel{number / positions, vertical.first + position / horizontal.positions * p.stride,
                   horizontal.first + position % horizontal.positions * p.stride};
    };
    const Partition partition{p.batch * positions, simd_detail::direct_pixels};
    call.pool->for_each_task(partition.tasks(), [&](std::int64_t task, int worker) {
      const RowRange range = partition.range(task);
      const T** table = memory.pointers(worker);
      for (std::int64_t place = 0; place < range.count(); ++place) {
        const Pixel at = pixel_at(range.begin + place);
        // The nearest output pixel is the one that saw this pixel through the phase's first tap; the others lie before.
        const int row = (at.row + p.padding - vertical.tap) / p.stride;
        const int column = (at.column + p.padding - horizontal.tap) / p.stride;
        for (int tap = 0; tap < taps; ++tap)
          pointer(table, taps, place, tap) =
              pixel_or_zero(p.out(), dy, at.image, row - tap / horizontal.taps, column - tap % horizontal.taps,
                            static_cast<const T*>(memory.zero));
      }
      const auto tap_of = [&](int tap) {
        return (vertical.tap + tap / horizontal.taps * p.stride) * p.kernel + horizontal.tap +
               tap % horizontal.taps * p.stride;
      };
      multiply(p, memory, table, taps, tap_of, p.filters, p.in.channels, range.count(), [&](std::int64_t place) {
        const Pixel at = pixel_at(range.begin + place);
        return dx + ((at.image * p.in.height + at.row) * p.in.width + at.column) * p.in.channels;
      });
    });
  }

  /// sums[tap, channels, filters] += x shifted by the tap, times dy, over the images of a chunk.
  template <class T>
  static void sum_tap(const ConvolutionProblem& p, RowRange images, int tap, RowRange channels, const T* x,
                      const T* panels, std::int64_t panel, T* sums, std::int64_t stride) {
    constexpr int lanes = Vec<T>::lanes;
    constexpr int per_panel = panel_width / lanes;
    const int down = tap / p.kernel - p.padding;
    const int right = tap % p.kernel - p.padding;
    const int vectors = static_cast<int>(stride) / lanes;
    const auto b_at = [&](int vector) { return panels + vector / per_panel * panel + vector % per_panel * lanes; };
    // Output columns whose input lies inside the picture.
    const int first = right < 0 ? (-right + p.stride - 1) / p.stride : 0;
    const int last = p.in.width > right ? std::min(p.out_width(), (p.in.width - right - 1) / p.stride + 1) : 0;
    if (first >= last) return;
    for (std::int64_t k = channels.begin; k < channels.end; k += simd_detail::direct_outer_rows) {
      const auto rows =
          static_cast<std::size_t>(std::min<std::int64_t>(simd_detail::direct_outer_rows, channels.end - k));
      for (int vector = 0; vector < vectors; vector += 2) {
        const bool pair = vector + 1 < vectors;
        const auto& kernels = pair ? simd_detail::direct_outer_kernels<T, 2> : simd_detail::direct_outer_kernels<T, 1>;
        const std::int64_t distance = pair ? b_at(vector + 1) - b_at(vector) : 0;
        T* to = sums + (std::int64_t{tap} * p.in.channels + k) * stride + vector * lanes;
        for (std::int64_t image = images.begin; image < images.end; ++image)
          for (int row = 0; row < p.out_height(); ++row) {
            const int h = row * p.stride + down;
            if (h < 0 || h >= p.in.height) continue;
            const std::int64_t from = (image * p.in.height + h) * p.in.width + first * p.stride + right;
            const std::int64_t pixel = ((image - images.begin) * p.out_height() + row) * p.out_width() + first;
            kernels[rows - 1](last - first, x + from * p.in.channels + k, std::int64_t{p.stride} * p.in.channels,
                              b_at(vector) + pixel * panel_width, distance, to, stride);
          }
      }
    }
  }

  /// How the weight gradient is cut.
  template <class T>
  struct WeightPass {
    explicit WeightPass(const ConvolutionProblem& p)
        : images(Partition::by_bytes(p.batch, size(p.out().pixels() * padded_to_panels(p.filters)) * sizeof(T),
                                     2 * 1024 * 1024)),
          panel_values(images.rows_per_task * p.out().pixels() * padded_to_panels(p.filters)),
          sum_values(p.patch() * padded_to_panels(p.filters)) {}
    std::size_t panel_bytes() const { return aligned_bytes(size(panel_values) * sizeof(T)); }
    std::size_t bytes() const { return panel_bytes() + size(sum_values) * sizeof(T); }
    Partition images;
    std::int64_t panel_values;
    std::int64_t sum_values;
  };
};

}  // namespace BICAMERAL_SIMD
}  // namespace bicameral
