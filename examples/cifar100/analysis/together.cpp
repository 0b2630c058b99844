#include "examples/cifar100/analysis/together.hpp"

#include <filesystem>

#include "bicameral/report/png.hpp"
#include "examples/cifar100/analysis/json_files.hpp"
#include "examples/cifar100/analysis/pictures.hpp"

namespace cifar100 {

void write_together(const std::string& folder, const bicameral::CaseCounts& counts,
                    const std::vector<std::uint64_t>& seeds, const bicameral::Dataset& data, int limit) {
  std::filesystem::remove(folder + "/together.json");  // first, for it tells of the pictures that go
  std::filesystem::remove_all(folder + "/together");
  std::filesystem::create_directories(folder + "/together");
  const auto entries = [&](bicameral::AnswerCase which) {
    Json list = Json::array();
    for (const bicameral::CountedImage& one : counts.most_often(which, limit)) {
      const std::string file = "together/" + std::to_string(one.image) + ".png";
      bicameral::write_png(folder + "/" + file, picture(data, one.image));
      list.push_back({{"image", one.image},
                      {"seeds", one.runs},
                      {"fine_label", data.fine_names[static_cast<std::size_t>(data.fine[one.image])]},
                      {"coarse_label", data.coarse_names[static_cast<std::size_t>(data.coarse[one.image])]},
                      {"file", file}});
    }
    return list;
  };
  Json json{{"seeds", seeds}};
  json["right_only_together"] = entries(bicameral::right_only_together);
  json["right_only_apart"] = entries(bicameral::right_only_apart);
  write_json(folder + "/together.json", json);
}

}  // namespace cifar100
