// Times ResNet-9, ResNet-18 and ResNet-34 for pictures of 32x32 in LibTorch, channels last. Prints a line of JSON for
// each figure: what, seconds of each round, the most memory the process held. Needs LibTorch (Debian: libtorch-dev);
// benchmarks/compare_with_peers.sh builds and runs it. Usage: libtorch_networks [--threads N] [--batch N] [--rounds N]
// FIGURE ...
//   FIGURE: train_step/NETWORK, inference/NETWORK or inference/NETWORK/batch1/one_thread,
//           NETWORK: resnet9, resnet18 or resnet34

#include <sys/resource.h>
#include <torch/torch.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace {

namespace nn = torch::nn;
using torch::Tensor;

void add_conv_norm(nn::Sequential& to, int inputs, int outputs, int kernel = 3, int stride = 1) {
  to->push_back(nn::Conv2d(nn::Conv2dOptions(inputs, outputs, kernel).stride(stride).padding(kernel / 2).bias(false)));
  to->push_back(nn::BatchNorm2d(outputs));
}

void add_unit(nn::Sequential& to, int inputs, int outputs, bool pool = false) {
  add_conv_norm(to, inputs, outputs);
  to->push_back(nn::ReLU(nn::ReLUOptions(true)));
  if (pool) to->push_back(nn::MaxPool2d(2));
}

/// x + body(x), with the ReLU inside the body or after the sum, and a projection where the shape changes.
struct ShortcutImpl : nn::Module {
  ShortcutImpl(nn::Sequential inside, nn::Sequential projected, bool relu_after)
      : body(register_module("body", inside)), projection(projected), relu(relu_after) {
    if (!projection.is_empty()) register_module("projection", projection);
  }
  Tensor forward(Tensor x) {
    const Tensor total = body->forward(x) + (projection.is_empty() ? x : projection->forward(x));
    return relu ? torch::relu_(const_cast<Tensor&>(total)) : total;
  }
  nn::Sequential body, projection;
  bool relu;
};
TORCH_MODULE(Shortcut);

Shortcut residual(int channels) {
  nn::Sequential body;
  add_unit(body, channels, channels);
  add_unit(body, channels, channels);
  return Shortcut(body, nn::Sequential(nullptr), false);
}

Shortcut basic_block(int inputs, int outputs) {
  const int stride = inputs == outputs ? 1 : 2;
  nn::Sequential body;
  add_conv_norm(body, inputs, outputs, 3, stride);
  body->push_back(nn::ReLU(nn::ReLUOptions(true)));
  add_conv_norm(body, outputs, outputs);
  nn::Sequential projection(nullptr);
  if (stride != 1) {
    projection = nn::Sequential();
    add_conv_norm(projection, inputs, outputs, 1, stride);
  }
  return Shortcut(body, projection, true);
}

nn::Sequential network(const std::string& name) {
  nn::Sequential all;
  add_unit(all, 3, 64);
  if (name == "resnet9") {
    add_unit(all, 64, 128, true);
    all->push_back(residual(128));
    add_unit(all, 128, 256, true);
    add_unit(all, 256, 512, true);
    all->push_back(residual(512));
  } else {
    const std::vector<int> blocks = name == "resnet18" ? std::vector{2, 2, 2, 2} : std::vector{3, 4, 6, 3};
    int inputs = 64;
    for (int stage = 0; stage < 4; ++stage)
      for (int block = 0; block < blocks[static_cast<std::size_t>(stage)]; ++block) {
        all->push_back(basic_block(inputs, 64 << stage));
        inputs = 64 << stage;
      }
  }
  all->push_back(nn::AdaptiveAvgPool2d(1));
  all->push_back(nn::Flatten());
  all->push_back(nn::Dropout(0.6));
  all->push_back(nn::Linear(512, 100));
  for (Tensor& weights : all->parameters())
    if (weights.dim() == 4) weights.set_data(weights.contiguous(at::MemoryFormat::ChannelsLast));
  return all;
}

Tensor pictures(int batch) { return torch::randn({batch, 3, 32, 32}).contiguous(at::MemoryFormat::ChannelsLast); }

std::function<void()> training_step(const std::string& name, int batch) {
  nn::Sequential model = network(name);
  model->train();
  const Tensor x = pictures(batch);
  const Tensor labels = torch::arange(batch, torch::kLong).remainder(100);
  const auto optimizer =
      std::make_shared<torch::optim::Adam>(model->parameters(), torch::optim::AdamOptions(1e-4).weight_decay(1e-5));
  return [=]() mutable {
    optimizer->zero_grad();
    nn::functional::cross_entropy(model->forward(x), labels).backward();
    optimizer->step();
  };
}

std::function<void()> inference(const std::string& name, int batch) {
  nn::Sequential model = network(name);
  model->eval();
  const Tensor x = pictures(batch);
  return [=]() mutable {
    const c10::InferenceMode guard;
    model->forward(x);
  };
}

double seconds_of(const std::function<void()>& step) {
  const auto begin = std::chrono::steady_clock::now();
  step();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

[[noreturn]] void refuse(const std::string& word) {
  std::cerr << "libtorch_networks: expected an option with a positive number or the name of a figure, got " << word
            << '\n';
  std::exit(2);
}

}  // namespace

int main(int count, char** words) {
  int threads = torch::get_num_threads();
  int batch = 128;
  int rounds = 5;
  torch::manual_seed(1);
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    int* number = word == "--threads" ? &threads : word == "--batch" ? &batch : word == "--rounds" ? &rounds : nullptr;
    if (number != nullptr) {
      *number = i + 1 < count ? std::atoi(words[++i]) : 0;
      if (*number < 1) refuse(word);
      continue;
    }
    const bool trains = word.rfind("train_step/", 0) == 0;
    if (!trains && word.rfind("inference/", 0) != 0) refuse(word);
    std::string name = word.substr(word.find('/') + 1);
    const std::string one_picture = "/batch1/one_thread";
    const bool single = name.size() > one_picture.size() &&
                        name.compare(name.size() - one_picture.size(), one_picture.size(), one_picture) == 0;
    if (single) name.resize(name.size() - one_picture.size());
    if ((name != "resnet9" && name != "resnet18" && name != "resnet34") || (trains && single)) refuse(word);
    const int images = single ? 1 : batch;
    torch::set_num_threads(single ? 1 : threads);
    const std::function<void()> step = trains ? training_step(name, images) : inference(name, images);
    step();
    std::cout << R"({"program": "libtorch", "version": ")" << TORCH_VERSION << R"(", "figure": ")" << word
              << R"(", "batch": )" << images << R"(, "threads": )" << (single ? 1 : threads) << R"(, "seconds": [)";
    for (int round = 0; round < rounds; ++round) std::cout << (round == 0 ? "" : ", ") << seconds_of(step);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << R"(], "peak_mib": )" << static_cast<double>(usage.ru_maxrss) / 1024 << "}" << std::endl;
  }
}
