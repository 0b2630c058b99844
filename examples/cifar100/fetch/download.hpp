#pragma once
// One file from a URL, by libcurl.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace cifar100 {

/// What takes a download's bytes and follows it; what these functions throw ends the download and comes out of it.
struct DownloadCallbacks {
  std::function<void(std::span<const std::byte>)> receive;
  std::function<void(std::int64_t, std::int64_t)> progress{};  // bytes received and, 0 if unknown, expected
  std::function<bool()> stop_requested{};
};

/// Gets https, http or file URLs; a server may send on to http and https only. Gives up when no connection is made
/// within 30 seconds or nothing comes for 60. Throws Error, naming the URL and the reason.
void download(const std::string& url, const DownloadCallbacks& callbacks);

}  // namespace cifar100
