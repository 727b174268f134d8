#pragma once

#include "venues/network.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace trireme::venues::testing {

// A network without sockets: a test sees what was asked, and says what came.
class FakeNetwork final : public Network {
public:
    struct Channel {
        ChannelId id{};
        HttpRequest request{};
        bool is_closed = false;
        std::vector<std::string> sent{};
    };
    struct Asked {
        ChannelId channel{};
        RequestId id{};
        HttpRequest request{};
        bool is_ended = false;
    };

    Result<ChannelId> open_web_socket(const NetworkAddress&, HttpRequest request) override {
        return open(std::move(request));
    }
    Result<ChannelId> open_stream(const NetworkAddress&, HttpRequest request) override {
        return open(std::move(request));
    }
    Result<ChannelId> open_http(const NetworkAddress&) override { return open({}); }
    Result<void> send(ChannelId id, std::string text) override {
        channel(id).sent.push_back(std::move(text));
        return {};
    }
    Result<RequestId> request(ChannelId id, HttpRequest request) override {
        if (is_full) {
            return fail(ErrorCode::no_space, "full");
        }
        asked.push_back({id, RequestId(asked.size() + 1), std::move(request)});
        return asked.back().id;
    }
    void close(ChannelId id) override { channel(id).is_closed = true; }
    bool next(NetworkEvent& event) override {
        if (events.empty()) {
            return false;
        }
        event = std::move(events.front());
        events.pop_front();
        return true;
    }

    Channel& channel(ChannelId id) { return channels[id.value()]; }
    // The last channel opened whose target contains the text.
    Channel& channel_to(std::string_view text) {
        return *std::find_if(channels.rbegin(), channels.rend(),
                             [&](const Channel& each) { return each.request.target.contains(text); });
    }
    // The first request of those not ended whose target contains the text; nothing if there is none.
    Asked* pending(std::string_view text) {
        const auto found = std::ranges::find_if(
            asked, [&](const Asked& each) { return !each.is_ended && each.request.target.contains(text); });
        return found == asked.end() ? nullptr : &*found;
    }

    void say(ChannelId id, decltype(NetworkEvent::what) what, Timestamp received) {
        events.push_back({id, received, std::move(what)});
    }
    void answer(Asked& request, unsigned status, std::string body, Timestamp received) {
        request.is_ended = true;
        say(request.channel, RequestAnswered{request.id, {.status = status, .body = std::move(body)}}, received);
    }
    void fail_request(Asked& request, bool may_have_arrived, Timestamp received) {
        request.is_ended = true;
        say(request.channel, RequestFailed{request.id, {ErrorCode::io_failure, "lost"}, may_have_arrived}, received);
    }

    std::deque<Channel> channels{};
    std::deque<Asked> asked{};
    std::deque<NetworkEvent> events{};
    bool is_full = false;

private:
    ChannelId open(HttpRequest request) {
        const ChannelId id(static_cast<std::uint32_t>(channels.size()));
        channels.push_back({.id = id, .request = std::move(request)});
        return id;
    }
};

}  // namespace trireme::venues::testing
