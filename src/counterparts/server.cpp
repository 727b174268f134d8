// The only file of counterparts that includes Beast. A connection is a coroutine; whatever fails ends it.

#include "counterparts/server.hpp"

#include "base/assert.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <future>
#include <map>
#include <optional>
#include <thread>
#include <utility>

namespace trireme::counterparts {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using boost::system::system_error;
using std::chrono::milliseconds;
using venues::HttpAnswer;
using venues::HttpMethod;
using venues::HttpRequest;

using Plain = beast::tcp_stream;
using Secure = beast::ssl_stream<beast::tcp_stream>;
using WireRequest = http::request<http::string_body>;

// What connections need of the server.
struct Shared {
    Shared(const ServerTerms& terms_given, Site& site_given, Peers& peers_given)
        : terms(terms_given), site(site_given), peers(peers_given) {}

    ServerTerms terms;
    Site& site;
    Peers& peers;
    asio::io_context io{1};
    asio::ssl::context tls{asio::ssl::context::tls_server};
};

HttpMethod method_of(http::verb verb) {
    switch (verb) {
        case http::verb::post: return HttpMethod::post;
        case http::verb::put: return HttpMethod::put;
        case http::verb::delete_: return HttpMethod::remove;
        default: return HttpMethod::get;
    }
}

HttpRequest request_of(const WireRequest& wire) {
    HttpRequest request{.method = method_of(wire.method()), .target = std::string(wire.target()), .body = wire.body()};
    for (const auto& field : wire) {
        request.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    }
    return request;
}

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection() = default;
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    virtual void answer(HttpAnswer answer) = 0;
    virtual void accept_web_socket() = 0;
    virtual void begin_stream() = 0;
    virtual void write(std::string text, bool is_raw) = 0;
    virtual void cut() = 0;
    virtual asio::awaitable<void> run() = 0;
};

template <class Layer>
class LayeredConnection final : public Connection {
public:
    LayeredConnection(Shared& shared, PeerId id, tcp::socket socket)
        : shared_(shared), id_(id), socket_(make_layer(shared, std::move(socket))), wake_(shared.io) {}

    void answer(HttpAnswer answer) override {
        answer_ = std::move(answer);
        wake_.cancel();
    }
    void accept_web_socket() override {
        is_web_socket_ = true;
        wake_.cancel();
    }
    void begin_stream() override {
        is_stream_ = true;
        wake_.cancel();
    }
    void write(std::string text, bool is_raw) override {
        waiting_bytes_ += text.size();
        if (waiting_bytes_ > shared_.terms.waiting_bytes_max) {
            cut();
            return;
        }
        outbox_.push_back({std::move(text), is_raw});
        wake_.cancel();
    }
    void cut() override {
        is_cut_ = true;
        wake_.cancel();
        beast::get_lowest_layer(socket_).close();
    }

    asio::awaitable<void> run() override {
        try {
            if constexpr (std::is_same_v<Layer, Secure>) {
                co_await socket_.next_layer().async_handshake(asio::ssl::stream_base::server, use_awaitable);
            }
            while (!is_cut_ && !is_web_socket_ && !is_stream_) {
                co_await serve_request();
            }
            if (is_web_socket_) {
                co_await serve_web_socket();
            } else if (is_stream_) {
                co_await serve_stream();
            }
        } catch (const system_error&) {  // NOLINT(bugprone-empty-catch): what follows is the same for both
            // The peer has gone, or speaks no HTTP: either way the connection is over.
        }
        is_cut_ = true;
        beast::get_lowest_layer(socket_).close();
    }

private:
    struct Outgoing {
        std::string text;
        bool is_raw;
    };

    static Layer make_layer(Shared& shared, tcp::socket socket) {
        if constexpr (std::is_same_v<Layer, Plain>) {
            return Plain(std::move(socket));
        } else {
            return Secure(Plain(std::move(socket)), shared.tls);
        }
    }

    asio::awaitable<void> serve_request() {
        http::request_parser<http::string_body> parser;
        parser.body_limit(shared_.terms.request_bytes_max);
        co_await http::async_read(socket_.next_layer(), buffer_, parser, use_awaitable);
        wire_ = parser.release();
        shared_.site.on_request(shared_.peers, id_, request_of(wire_), websocket::is_upgrade(wire_));
        while (!answer_ && !is_web_socket_ && !is_stream_ && !is_cut_) {
            co_await wait();
        }
        if (!answer_ || is_cut_) {
            co_return;
        }
        http::response<http::string_body> response(http::int_to_status(answer_->status), wire_.version());
        for (const auto& header : answer_->headers) {
            response.set(header.name, header.value);
        }
        response.keep_alive(wire_.keep_alive());
        response.body() = std::move(answer_->body);
        response.prepare_payload();
        answer_.reset();
        co_await http::async_write(socket_.next_layer(), response, use_awaitable);
        is_cut_ = is_cut_ || !response.keep_alive();
    }

    asio::awaitable<void> serve_web_socket() {
        co_await socket_.async_accept(wire_, use_awaitable);
        asio::co_spawn(shared_.io, [self = shared_from_this(), this] { return write_outbox(); }, asio::detached);
        std::string text;
        for (;;) {
            text.clear();
            auto into = asio::dynamic_buffer(text);
            co_await socket_.async_read(into, use_awaitable);
            shared_.site.on_text(shared_.peers, id_, text);
        }
    }

    asio::awaitable<void> serve_stream() {
        http::response<http::empty_body> response(http::status::ok, wire_.version());
        response.set(http::field::content_type, "application/octet-stream");
        response.chunked(true);
        http::response_serializer<http::empty_body> header(response);
        co_await http::async_write_header(socket_.next_layer(), header, use_awaitable);
        co_await write_outbox();
    }

    asio::awaitable<void> write_outbox() {
        try {
            while (!is_cut_) {
                if (outbox_.empty()) {
                    co_await wait();
                    continue;
                }
                const Outgoing next = std::move(outbox_.front());
                outbox_.pop_front();
                waiting_bytes_ -= next.text.size();
                if (next.is_raw) {
                    co_await asio::async_write(socket_.next_layer(), asio::buffer(next.text), use_awaitable);
                } else if (is_web_socket_) {
                    co_await socket_.async_write(asio::buffer(next.text), use_awaitable);
                } else {
                    co_await asio::async_write(socket_.next_layer(), http::make_chunk(asio::buffer(next.text)),
                                               use_awaitable);
                }
            }
        } catch (const system_error&) {
            cut();  // the peer has gone
        }
    }

    asio::awaitable<void> wait() {
        error_code woken;
        wake_.expires_at(asio::steady_timer::time_point::max());
        co_await wake_.async_wait(asio::redirect_error(use_awaitable, woken));
    }

    Shared& shared_;
    PeerId id_;
    websocket::stream<Layer> socket_;
    asio::steady_timer wake_;
    beast::flat_buffer buffer_;
    WireRequest wire_;
    std::optional<HttpAnswer> answer_;
    std::deque<Outgoing> outbox_;
    std::size_t waiting_bytes_ = 0;
    bool is_web_socket_ = false;
    bool is_stream_ = false;
    bool is_cut_ = false;
};

// Peers are told what a site says with the faults that its terms ask for.
class SocketServer final : public Server, public Peers {
public:
    SocketServer(const ServerTerms& terms, Site& site, Clock& clock)
        : shared_(terms, site, *this), clock_(clock), faults_(terms.faults), acceptor_(shared_.io), tick_(shared_.io) {}
    ~SocketServer() override {
        is_stunned_ = false;
        shared_.io.stop();
        if (thread_.joinable()) {
            thread_.join();
        }
    }
    SocketServer(const SocketServer&) = delete;
    SocketServer& operator=(const SocketServer&) = delete;

    Result<void> start() {
        error_code failure;
        if (shared_.terms.certificate != nullptr) {
            const Certificate& certificate = *shared_.terms.certificate;
            // The outcome is in `failure` too, here and below.
            static_cast<void>(shared_.tls.use_certificate_chain(asio::buffer(certificate.certificate), failure));
            if (!failure) {
                static_cast<void>(
                    shared_.tls.use_private_key(asio::buffer(certificate.key), asio::ssl::context::pem, failure));
            }
        }
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), shared_.terms.port);
        const auto then = [&](auto&& step) {
            if (!failure) {
                step();
            }
        };
        then([&] { static_cast<void>(acceptor_.open(endpoint.protocol(), failure)); });
        then([&] { static_cast<void>(acceptor_.set_option(tcp::acceptor::reuse_address(true), failure)); });
        then([&] { static_cast<void>(acceptor_.bind(endpoint, failure)); });
        then([&] { static_cast<void>(acceptor_.listen(asio::socket_base::max_listen_connections, failure)); });
        if (failure) {
            return fail(ErrorCode::io_failure, "127.0.0.1:{}: {}", shared_.terms.port, failure.message());
        }
        port_ = acceptor_.local_endpoint().port();
        asio::co_spawn(shared_.io, [this] { return accept(); }, asio::detached);
        asio::co_spawn(shared_.io, [this] { return tell_time(); }, asio::detached);
        thread_ = std::thread([this] { serve(); });
        return {};
    }

    [[nodiscard]] std::uint16_t port() const override { return port_; }
    void run(const std::function<void(Peers&)>& work) override {
        std::promise<void> done;
        asio::post(shared_.io, [&] {
            work(*this);
            done.set_value();
        });
        done.get_future().wait();
    }
    void set_stunned(bool is_stunned) override { is_stunned_ = is_stunned; }
    void cut_all() override {
        run([this](Peers&) {
            for (const auto& [id, connection] : connections_) {
                connection->cut();
            }
        });
    }

    void answer(PeerId peer, HttpAnswer answer) override {
        const auto give = [this, peer, given = std::move(answer)] {
            if (Connection* const connection = find(peer)) {
                connection->answer(given);
            }
        };
        switch (faults_.of_message()) {
            case Fault::drop: return;
            case Fault::cut: return cut(peer);
            case Fault::delay: return later(give);
            default: return give();
        }
    }
    void accept_web_socket(PeerId peer) override {
        if (Connection* const connection = find(peer)) {
            connection->accept_web_socket();
        }
    }
    void begin_stream(PeerId peer) override {
        if (Connection* const connection = find(peer)) {
            connection->begin_stream();
        }
    }
    void write(PeerId peer, std::string text) override {
        const auto give = [this, peer](std::string given) {
            if (Connection* const connection = find(peer)) {
                connection->write(std::move(given), false);
            }
        };
        const Fault fault = faults_.of_message();
        if (fault == Fault::reorder && !held_.contains(peer)) {
            held_.emplace(peer, std::move(text));
            return;
        }
        switch (fault) {
            case Fault::drop: break;
            case Fault::cut: return cut(peer);
            case Fault::delay: later([give, text] { give(text); }); break;
            case Fault::duplicate: give(text); [[fallthrough]];
            default: give(std::move(text));
        }
        if (const auto held = held_.extract(peer)) {
            give(held.mapped());
        }
    }
    void write_raw(PeerId peer, std::string bytes) override {
        if (Connection* const connection = find(peer)) {
            connection->write(std::move(bytes), true);
        }
    }
    void cut(PeerId peer) override {
        if (Connection* const connection = find(peer)) {
            connection->cut();
        }
    }
    [[nodiscard]] Faults& faults() override { return faults_; }

private:
    // In short turns, so that it can be stunned between two of them.
    void serve() {
        while (!shared_.io.stopped()) {
            if (is_stunned_) {
                std::this_thread::sleep_for(milliseconds(1));
            } else {
                shared_.io.run_for(milliseconds(10));
            }
        }
    }

    asio::awaitable<void> accept() {
        for (;;) {
            error_code failure;
            tcp::socket socket = co_await acceptor_.async_accept(asio::redirect_error(use_awaitable, failure));
            if (failure) {
                continue;  // that client is gone already
            }
            const PeerId id(++accepted_);
            std::shared_ptr<Connection> connection;
            if (shared_.terms.certificate != nullptr) {
                connection = std::make_shared<LayeredConnection<Secure>>(shared_, id, std::move(socket));
            } else {
                connection = std::make_shared<LayeredConnection<Plain>>(shared_, id, std::move(socket));
            }
            connections_.emplace(id, connection);
            asio::co_spawn(
                shared_.io, [this, id, connection] { return serve_connection(id, connection); }, asio::detached);
        }
    }

    asio::awaitable<void> serve_connection(PeerId id, std::shared_ptr<Connection> connection) {
        co_await connection->run();
        connections_.erase(id);
        held_.erase(id);
        shared_.site.on_gone(id);
    }

    asio::awaitable<void> tell_time() {
        for (;;) {
            tick_.expires_after(milliseconds(1));
            co_await tick_.async_wait(use_awaitable);
            shared_.site.on_time(*this, clock_.now());
        }
    }

    template <class Work>
    void later(const Work& work) {
        const auto timer =
            std::make_shared<asio::steady_timer>(shared_.io, std::chrono::nanoseconds(faults_.delay().nanoseconds()));
        timer->async_wait([timer, work](const error_code&) { work(); });
    }

    [[nodiscard]] Connection* find(PeerId peer) {
        const auto found = connections_.find(peer);
        return found == connections_.end() ? nullptr : found->second.get();
    }

    Shared shared_;
    Clock& clock_;
    Faults faults_;
    tcp::acceptor acceptor_;
    asio::steady_timer tick_;
    std::map<PeerId, std::shared_ptr<Connection>> connections_;
    std::map<PeerId, std::string> held_;  // what waits to be overtaken
    std::uint64_t accepted_ = 0;
    std::uint16_t port_ = 0;
    std::atomic<bool> is_stunned_ = false;
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Server>> start_server(const ServerTerms& terms, Site& site, Clock& clock) {
    auto server = std::make_unique<SocketServer>(terms, site, clock);
    TRIREME_TRY(server->start());
    return server;
}

}  // namespace trireme::counterparts
