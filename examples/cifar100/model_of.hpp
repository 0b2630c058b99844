#pragma once
// The interface of model.hpp for a network of any type.

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bicameral/analysis/grad_cam.hpp"
#include "examples/cifar100/kernels.hpp"
#include "examples/cifar100/model.hpp"

namespace cifar100 {

template <bicameral::Architecture A>
class ModelOf : public Model {
 public:
  ModelOf(bicameral::Classes classes, std::uint64_t seed) : network_(classes, seed) {}

  const bicameral::NetworkTables& tables() const override { return network_.tables(); }
  bicameral::NetworkFacts facts() const override { return bicameral::network_facts<A>(network_.classes()); }
  std::size_t activation_bytes(int batch) const override {
    return bicameral::activation_bytes<A>(bicameral::Mode::training, batch, network_.classes());
  }

  bicameral::TrainResult train(const bicameral::TrainData& data, const bicameral::TrainSettings& settings,
                               bicameral::ThreadPool& pool, const bicameral::CheckpointFiles& files, bool resume,
                               const bicameral::TrainCallbacks& callbacks) override {
    bicameral::Trainer<A> trainer(network_, data, settings, pool, files);
    if (resume) trainer.resume(files.last);
    return trainer.run(callbacks);
  }

  Timing measure(const bicameral::TrainData& data, const bicameral::TrainSettings& settings,
                 bicameral::ThreadPool& pool) override {
    bicameral::Network<A> copy = network_;
    const bicameral::TrainData few = two_batches(data, settings.batch);
    bicameral::TrainSettings one_epoch = settings;
    one_epoch.epochs = 1;
    one_epoch.schedule = {};
    one_epoch.patience = 0;  // nothing is validated
    bicameral::Trainer<A> trainer(copy, few, one_epoch, pool);
    double previous = 0;
    std::int64_t images = 0;
    double seconds_per_image = 0;
    trainer.run({.on_step = [&](const bicameral::StepReport& report) {
      // The last step counts: the first one warms memory and threads up.
      seconds_per_image = (report.elapsed - previous) / static_cast<double>(report.totals.images - images);
      previous = report.elapsed;
      images = report.totals.images;
    }});
    Timing timing = measure_inference(data, settings, pool);
    timing.seconds_per_training_image = seconds_per_image;
    return timing;
  }

  Timing measure_inference(const bicameral::TrainData& data, const bicameral::TrainSettings& settings,
                           bicameral::ThreadPool& pool) override {
    const bicameral::TrainData few = two_batches(data, settings.batch);
    bicameral::Workspace<A> workspace = inference_workspace({settings.batch, settings.compute}, pool);
    bicameral::evaluate(network_, workspace, *few.images, few.train, few.normalization);
    const auto start = std::chrono::steady_clock::now();
    bicameral::evaluate(network_, workspace, *few.images, few.train, few.normalization);
    Timing timing;
    timing.seconds_per_inference_image =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() /
        static_cast<double>(few.train.size());
    return timing;
  }

  bicameral::EvaluationRecord evaluate(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                                       const Asking& asking, bicameral::ThreadPool& pool) override {
    bicameral::Workspace<A> workspace = inference_workspace(asking, pool);
    return bicameral::evaluate(network_, workspace, data, indices, {}, {.flips = asking.flips}, asking.progress);
  }

  bicameral::Features features(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                               const Asking& asking, bicameral::ThreadPool& pool) const override {
    bicameral::Workspace<A> workspace = inference_workspace(asking, pool);
    return bicameral::collect_features(network_, workspace, data, indices, {}, asking.progress);
  }
  bicameral::EvaluationRecord evaluate_silenced(const bicameral::Features& features,
                                                const std::optional<bicameral::SilencedHalf>& silenced,
                                                const Asking& asking, bicameral::ThreadPool& pool) const override {
    if constexpr (bicameral::TwoHalves<A>) {
      bicameral::Workspace<A> workspace = inference_workspace(asking, pool);
      return bicameral::evaluate_silenced(network_, workspace, features, silenced);
    } else {
      bicameral::fail("evaluate_silenced", "a network of two halves", "one without");
    }
  }
  bicameral::HeadAttention attention(const bicameral::Features& features, bicameral::ThreadPool& pool) const override {
    if constexpr (bicameral::TwoHalves<A>)
      return bicameral::head_attention(network_, features, pool);
    else
      bicameral::fail("head_attention", "a network of two halves", "one without");
  }
  bicameral::CamMaps<float> cam_maps(const bicameral::Dataset& data, const std::vector<std::uint32_t>& indices,
                                     const bicameral::CamSettings& settings,
                                     bicameral::ThreadPool& pool) const override {
    return bicameral::GradCam(network_, pool, settings).maps(data, indices);
  }
  bicameral::Faithfulness faithfulness(const std::vector<float>& pictures, const bicameral::CamMaps<float>& maps,
                                       const bicameral::FaithfulnessSettings& settings,
                                       bicameral::ThreadPool& pool) const override {
    return bicameral::cam_faithfulness(network_, pictures.data(), maps, pool, settings);
  }

  void load(const std::string& checkpoint) override {
    bicameral::load_checkpoint(bicameral::SafetensorsFile::open(checkpoint), network_);
  }
  void load_part(const std::string& checkpoint, std::string_view file_prefix, std::string_view prefix) override {
    bicameral::load_part(bicameral::SafetensorsFile::open(checkpoint), file_prefix, network_, prefix);
  }

 private:
  bicameral::Workspace<A> inference_workspace(const Asking& asking, bicameral::ThreadPool& pool) const {
    return {pool, asking.batch, bicameral::Mode::inference, network_.classes(), asking.compute};
  }
  static bicameral::TrainData two_batches(const bicameral::TrainData& data, int batch) {
    bicameral::TrainData few{data.images, data.train, {}, data.normalization};
    few.train.resize(std::min(few.train.size(), static_cast<std::size_t>(2 * batch)));
    return few;
  }

  bicameral::Network<A> network_;
};

}  // namespace cifar100
