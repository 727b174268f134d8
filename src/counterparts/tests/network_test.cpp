// Sockets of both sides against each other: what the client's promises are worth.

#include "counterparts/server.hpp"
#include "counterparts/tests/wall_clock.hpp"
#include "venues/socket_network.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

namespace trireme::counterparts {
namespace {

using namespace venues;
using testing::WallClock;

// Does what its path says.
class PathSite final : public Site {
public:
    void on_request(Peers& peers, PeerId peer, const HttpRequest& request, bool wants_web_socket) override {
        if (wants_web_socket) {
            if (request.target == "/refused") {
                peers.answer(peer, {.status = 429, .headers = {{"Retry-After", "7"}}});
            } else {
                peers.accept_web_socket(peer);
            }
        } else if (request.target == "/stream") {
            peers.begin_stream(peer);
            peers.write(peer, "one\r\ntw");
            peers.write(peer, "o\n\nthree\n");
        } else if (request.target == "/silence") {
            // Never answered.
        } else if (request.target == "/cut") {
            peers.cut(peer);
        } else {
            peers.answer(peer, {.status = 200,
                                .headers = {{"X-Peer", std::to_string(peer.value())}},
                                .body = request.target + " " + request.body});
        }
    }
    void on_text(Peers& peers, PeerId peer, std::string_view text) override {
        if (text == "huge") {
            peers.write(peer, std::string(5'000, '.'));
        } else if (text == "malformed") {
            peers.write_raw(peer, "\x83\x01x");  // of a kind that there is not
        } else {
            peers.write(peer, "echo " + std::string(text));
        }
    }
    void on_gone(PeerId) override {}
    void on_time(Peers&, Timestamp) override {}
};

class Sockets : public ::testing::TestWithParam<Encryption> {
protected:
    void SetUp() override {
        auto made = make_certificate();
        ASSERT_TRUE(made) << made.error().message;
        certificate_ = *made;
        authorities_ = std::filesystem::path(::testing::TempDir()) /
                       ::testing::UnitTest::GetInstance()->current_test_info()->name();
        std::filesystem::create_directories(authorities_.parent_path());
        ASSERT_TRUE(write_authority(certificate_, authorities_));
        auto started = start_server({.certificate = is_encrypted() ? &certificate_ : nullptr}, site_, clock_);
        ASSERT_TRUE(started) << started.error().message;
        server_ = *std::move(started);
        connect(terms());
    }

    [[nodiscard]] bool is_encrypted() const { return GetParam() == Encryption::tls; }
    [[nodiscard]] NetworkTerms terms() const {
        return {.encryption = GetParam(),
                .authorities = authorities_,
                .connect_timeout = Duration::seconds(5),
                .idle_timeout = Duration::seconds(5),
                .request_timeout = Duration::seconds(5),
                .message_bytes_max = 4'000};
    }
    void connect(const NetworkTerms& terms) {
        auto network = make_socket_network(terms, clock_);
        ASSERT_TRUE(network) << network.error().message;
        network_ = *std::move(network);
    }
    [[nodiscard]] NetworkAddress address() const { return {"localhost", server_->port()}; }

    // The next event, which must be of that kind and come within some seconds.
    template <class Kind>
    Kind await() {
        NetworkEvent event;
        for (int wait_ms = 0; wait_ms < 20'000; ++wait_ms) {
            if (network_->next(event)) {
                EXPECT_GT(event.received, Timestamp());
                if (const auto* const closed = std::get_if<ChannelClosed>(&event.what)) {
                    reason_ = closed->reason.message;
                }
                EXPECT_TRUE(std::holds_alternative<Kind>(event.what)) << event.what.index() << ' ' << reason_;
                return std::holds_alternative<Kind>(event.what) ? std::get<Kind>(event.what) : Kind();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        ADD_FAILURE() << "nothing came";
        return Kind();
    }

    WallClock clock_;
    PathSite site_;
    Certificate certificate_;
    std::filesystem::path authorities_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<Network> network_;
    std::string reason_;
};

TEST_P(Sockets, RequestsAreAnsweredInTurnOverOneConnection) {
    const auto channel = network_->open_http(address());
    ASSERT_TRUE(channel);
    const auto first = network_->request(*channel, {.method = HttpMethod::post, .target = "/a", .body = "x"});
    const auto second = network_->request(*channel, {.target = "/b"});
    ASSERT_TRUE(first && second);
    const auto answer = await<RequestAnswered>();
    EXPECT_EQ(answer.request, *first);
    EXPECT_EQ(answer.answer.status, 200U);
    EXPECT_EQ(answer.answer.body, "/a x");
    const auto next = await<RequestAnswered>();
    EXPECT_EQ(next.request, *second);
    EXPECT_EQ(next.answer.body, "/b ");
    EXPECT_EQ(header_of(next.answer, "x-peer"), header_of(answer.answer, "X-PEER"));
}

TEST_P(Sockets, ARequestThatWasCutMayHaveArrivedAndTheNextOneIsSentAnew) {
    const auto channel = network_->open_http(address());
    ASSERT_TRUE(channel && network_->request(*channel, {.target = "/cut"}));
    EXPECT_TRUE(await<RequestFailed>().may_have_arrived);
    ASSERT_TRUE(network_->request(*channel, {.target = "/again"}));
    EXPECT_EQ(await<RequestAnswered>().answer.body, "/again ");
}

TEST_P(Sockets, ARequestThatFoundNobodyHasNotArrived) {
    const NetworkAddress nobody{"localhost", server_->port()};
    server_.reset();
    const auto channel = network_->open_http(nobody);
    ASSERT_TRUE(channel && network_->request(*channel, {.target = "/secret"}));
    const auto failed = await<RequestFailed>();
    EXPECT_FALSE(failed.may_have_arrived);
    EXPECT_EQ(failed.reason.code, ErrorCode::io_failure);
    EXPECT_FALSE(failed.reason.message.contains("secret")) << failed.reason.message;
}

TEST_P(Sockets, AnAnswerThatDoesNotComeFailsTheRequest) {
    auto impatient = terms();
    impatient.request_timeout = Duration::milliseconds(200);
    connect(impatient);
    const auto channel = network_->open_http(address());
    ASSERT_TRUE(channel && network_->request(*channel, {.target = "/silence"}));
    EXPECT_TRUE(await<RequestFailed>().may_have_arrived);
}

TEST_P(Sockets, RequestsAreBounded) {
    auto narrow = terms();
    narrow.waiting_requests_max = 2;
    connect(narrow);
    const auto channel = network_->open_http(address());
    ASSERT_TRUE(channel);
    ASSERT_TRUE(network_->request(*channel, {.target = "/silence"}));
    ASSERT_TRUE(network_->request(*channel, {.target = "/silence"}));
    const auto third = network_->request(*channel, {.target = "/silence"});
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, ErrorCode::no_space);
}

TEST_P(Sockets, AStreamComesLineByLine) {
    ASSERT_TRUE(network_->open_stream(address(), {.target = "/stream"}));
    await<ChannelOpened>();
    EXPECT_EQ(await<ChannelMessage>().text, "one");
    EXPECT_EQ(await<ChannelMessage>().text, "two");
    EXPECT_EQ(await<ChannelMessage>().text, "three");
    server_->cut_all();
    EXPECT_EQ(await<ChannelClosed>().reason.code, ErrorCode::io_failure);
}

TEST_P(Sockets, AWebSocketSendsAndReceivesInOrder) {
    const auto channel = network_->open_web_socket(address(), {.target = "/"});
    ASSERT_TRUE(channel);
    for (int text = 0; text < 100; ++text) {
        ASSERT_TRUE(network_->send(*channel, std::to_string(text)));
    }
    await<ChannelOpened>();
    for (int text = 0; text < 100; ++text) {
        EXPECT_EQ(await<ChannelMessage>().text, "echo " + std::to_string(text));
    }
    server_->cut_all();
    await<ChannelClosed>();
    EXPECT_EQ(network_->send(*channel, "late").error().code, ErrorCode::not_found);
}

TEST_P(Sockets, ARefusedWebSocketSaysWithWhichStatus) {
    ASSERT_TRUE(network_->open_web_socket(address(), {.target = "/refused"}));
    EXPECT_EQ(await<ChannelClosed>().status, 429U);
}

TEST_P(Sockets, AMessageThatIsTooLongEndsTheChannel) {
    const auto channel = network_->open_web_socket(address(), {.target = "/"});
    ASSERT_TRUE(channel);
    await<ChannelOpened>();
    ASSERT_TRUE(network_->send(*channel, "huge"));
    EXPECT_EQ(await<ChannelClosed>().reason.code, ErrorCode::no_space);
}

TEST_P(Sockets, AFrameThatIsNoneEndsTheChannel) {
    const auto channel = network_->open_web_socket(address(), {.target = "/"});
    ASSERT_TRUE(channel);
    await<ChannelOpened>();
    ASSERT_TRUE(network_->send(*channel, "malformed"));
    EXPECT_EQ(await<ChannelClosed>().reason.code, ErrorCode::invalid_input);
}

TEST_P(Sockets, APeerThatFallsSilentIsFoundOut) {
    auto impatient = terms();
    impatient.idle_timeout = Duration::milliseconds(300);
    connect(impatient);
    ASSERT_TRUE(network_->open_web_socket(address(), {.target = "/"}));
    await<ChannelOpened>();
    // Pings are answered: a connection without messages is in order.
    std::this_thread::sleep_for(std::chrono::milliseconds(900));
    NetworkEvent event;
    EXPECT_FALSE(network_->next(event));
    server_->set_stunned(true);
    EXPECT_EQ(await<ChannelClosed>().reason.code, ErrorCode::io_failure);
    server_->set_stunned(false);
}

TEST_P(Sockets, WhoDoesNotTakeWhatCameLosesTheChannel) {
    auto narrow = terms();
    narrow.waiting_messages_max = 3;
    connect(narrow);
    const auto channel = network_->open_web_socket(address(), {.target = "/"});
    ASSERT_TRUE(channel);
    await<ChannelOpened>();
    for (int text = 0; text < 10; ++text) {
        ASSERT_TRUE(network_->send(*channel, "x"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    for (int message = 0; message < 3; ++message) {
        await<ChannelMessage>();
    }
    await<ChannelClosed>();
}

TEST_P(Sockets, NothingIsToldOfAChannelThatWasClosed) {
    const auto channel = network_->open_web_socket(address(), {.target = "/"});
    ASSERT_TRUE(channel);
    await<ChannelOpened>();
    ASSERT_TRUE(network_->send(*channel, "x"));
    network_->close(*channel);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    NetworkEvent event;
    EXPECT_FALSE(network_->next(event));
}

INSTANTIATE_TEST_SUITE_P(WithAndWithoutTls, Sockets, ::testing::Values(Encryption::tls, Encryption::none),
                         [](const auto& chosen) { return chosen.param == Encryption::tls ? "tls" : "plain"; });

class TrustedSockets : public Sockets {};

TEST_P(TrustedSockets, ACertificateOfNobodyKnownIsRefused) {
    auto terms_of_system = terms();
    terms_of_system.authorities.clear();
    connect(terms_of_system);
    ASSERT_TRUE(network_->open_web_socket(address(), {.target = "/"}));
    const auto closed = await<ChannelClosed>();
    EXPECT_TRUE(closed.reason.message.contains("certificate verify failed")) << closed.reason.message;
}

TEST_P(TrustedSockets, ACertificateForAnotherHostIsRefused) {
    ASSERT_TRUE(network_->open_web_socket({"127.0.0.2", server_->port()}, {.target = "/"}));
    await<ChannelClosed>();
    ASSERT_TRUE(network_->open_web_socket({"127.0.0.1", server_->port()}, {.target = "/"}));
    await<ChannelOpened>();
}

INSTANTIATE_TEST_SUITE_P(Tls, TrustedSockets, ::testing::Values(Encryption::tls));

TEST(SocketNetwork, WithoutEncryptionOnlyThisMachineIsSpokenTo) {
    WallClock clock;
    auto network = make_socket_network({.encryption = Encryption::none}, clock);
    ASSERT_TRUE(network);
    // An address that is set aside for documentation: nothing is sent there, because it is refused before.
    ASSERT_TRUE((*network)->open_web_socket({"192.0.2.1", 80}, {.target = "/"}));
    NetworkEvent event;
    for (int wait_ms = 0; wait_ms < 5'000 && !(*network)->next(event); ++wait_ms) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_TRUE(std::holds_alternative<ChannelClosed>(event.what));
    EXPECT_TRUE(std::get<ChannelClosed>(event.what).reason.message.contains("Permission denied"));
}

TEST(SocketNetwork, TermsThatMakeNoSenseAreRefused) {
    WallClock clock;
    EXPECT_EQ(make_socket_network({.request_timeout = Duration()}, clock).error().code, ErrorCode::invalid_input);
    EXPECT_EQ(make_socket_network({.authorities = "/nowhere.pem"}, clock).error().code, ErrorCode::io_failure);
}

}  // namespace
}  // namespace trireme::counterparts
