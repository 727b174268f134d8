#pragma once

#include "fix/frame_reader.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace trireme::fix::testing {

// A counterparty that knows nothing: it takes connections, keeps what it hears and says what it is told to the last
// one.
class RawPeer {
public:
    RawPeer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(listener_, 16);
        socklen_t size = sizeof address;
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~RawPeer() {
        is_stopped_ = true;
        thread_.join();
        for (const int connection : connections_) {
            ::close(connection);
        }
        ::close(listener_);
    }
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t accepted() {
        const std::scoped_lock lock(mutex_);
        return connections_.size();
    }
    [[nodiscard]] std::string heard() {
        const std::scoped_lock lock(mutex_);
        return heard_;
    }
    void say(std::string_view bytes) {
        const std::scoped_lock lock(mutex_);
        ::send(connections_.back(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    // Fields with '|' for SOH; header, length and checksum are made right.
    void say_frame(std::string_view type, int number, std::string fields) {
        std::string body = fmt::format("{}|34={}|49=LP|52={}|56=US_Q|{}", type, number, time(), fields);
        std::ranges::replace(body, '|', '\001');
        const std::string summed = fmt::format("8=FIX.4.4\0019={}\001{}", body.size(), body);
        say(fmt::format("{}10={}\001", summed, checksum_of(summed)));
    }

private:
    static std::string time() {
        const std::time_t now = std::time(nullptr);
        std::tm parts{};
        ::gmtime_r(&now, &parts);
        char text[32];
        return {text, std::strftime(text, sizeof text, "%Y%m%d-%H:%M:%S", &parts)};
    }
    void run() {
        while (!is_stopped_) {
            std::vector<pollfd> waiting{{listener_, POLLIN, 0}};
            for (const int connection : connections_) {
                waiting.push_back({connection, POLLIN, 0});
            }
            ::poll(waiting.data(), waiting.size(), 5);
            const std::scoped_lock lock(mutex_);
            if ((waiting[0].revents & POLLIN) != 0) {
                connections_.push_back(::accept(listener_, nullptr, nullptr));
            }
            char bytes[4096];
            for (std::size_t index = 1; index < waiting.size(); ++index) {
                const ssize_t count = ::recv(waiting[index].fd, bytes, sizeof bytes, MSG_DONTWAIT);
                if (count > 0) {
                    heard_.append(bytes, static_cast<std::size_t>(count));
                }
            }
        }
    }

    int listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_stopped_ = false;
    std::mutex mutex_;
    std::vector<int> connections_;
    std::string heard_;
    std::thread thread_;
};

}  // namespace trireme::fix::testing
