#include "examples/cifar100/fetch/download.hpp"

#include <curl/curl.h>

#include <array>
#include <exception>
#include <memory>

#include "bicameral/core/error.hpp"

namespace cifar100 {

namespace {

/// What the callbacks of libcurl share. Exceptions must not pass through C, so they wait here.
struct Transfer {
  const DownloadCallbacks& callbacks;
  bool stopped = false;
  std::exception_ptr failure{};
};

std::size_t on_bytes(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    transfer.callbacks.receive(std::as_bytes(std::span(data, size * count)));
    return size * count;
  } catch (...) {
    transfer.failure = std::current_exception();
    return size * count + 1;  // anything but what came ends the transfer
  }
}

int on_progress(void* user, curl_off_t expected, curl_off_t received, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    if (transfer.callbacks.progress) transfer.callbacks.progress(received, expected);
    transfer.stopped = transfer.callbacks.stop_requested && transfer.callbacks.stop_requested();
    return transfer.stopped ? 1 : 0;
  } catch (...) {
    transfer.failure = std::current_exception();
    return 1;
  }
}

}  // namespace

void download(const std::string& url, const DownloadCallbacks& callbacks) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) bicameral::fail("download of " + url, "libcurl to start", "a refusal");
  Transfer transfer{callbacks};
  std::array<char, CURL_ERROR_SIZE> reason{};
  CURLcode code = CURLE_OK;
  const auto set = [&](CURLoption option, auto value) {
    if (code == CURLE_OK) code = curl_easy_setopt(curl.get(), option, value);
  };
  set(CURLOPT_ERRORBUFFER, reason.data());
  set(CURLOPT_URL, url.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
  set(CURLOPT_PROTOCOLS_STR, "http,https,file");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FILE));
  set(CURLOPT_REDIR_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 10L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, 30L);
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, 60L);
  set(CURLOPT_WRITEFUNCTION, &on_bytes);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&transfer));
  if (code == CURLE_OK) code = curl_easy_perform(curl.get());
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  if (transfer.stopped) bicameral::fail("download of " + url, "to finish", "a request to stop");
  if (code != CURLE_OK)
    bicameral::fail("download of " + url, "to succeed", reason[0] != '\0' ? reason.data() : curl_easy_strerror(code));
}

}  // namespace cifar100
