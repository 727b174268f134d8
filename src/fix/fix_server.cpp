#include "fix/fix_server.hpp"

#include "fix/server_desk.hpp"
#include "fix/server_session.hpp"
#include "fix/tags.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <list>
#include <thread>

namespace trireme::fix {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::chrono::milliseconds poll_every{2};
constexpr std::size_t logon_bytes_max = 65'536;
constexpr std::size_t strangers_max = 64;

}  // namespace

class FixServer::Inside {
public:
    Inside(const FixServerTerms& terms, LpAdapter& lp, Clock& clock)
        : terms_(terms), lp_(lp), clock_(clock), desk_(terms_, lp, clock) {}
    ~Inside() {  // NOLINT(bugprone-exception-escape): a thread that cannot be joined is a bug
        if (thread_.joinable()) {
            asio::post(io_, [this] { stop(); });
            thread_.join();
        }
    }

    [[nodiscard]] Result<void> open();
    void run() {
        thread_ = std::thread([this] {
            accept();
            wait();
            io_.run();
        });
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    void drop_connections() {
        asio::post(io_, [this] { drop(); });
    }

private:
    // A connection that has not said yet who it is.
    struct Stranger final : ConnectionEvents {
        explicit Stranger(Inside& server) : inside(server) {}
        void on_open() override {}
        void on_bytes(std::string_view more) override { inside.hear(*this, more); }
        void on_closed(std::string_view) override { inside.forget(*this); }

        Inside& inside;
        std::string bytes;
        std::shared_ptr<Connection> connection;
    };

    [[nodiscard]] Result<void> open_port();
    void accept();
    void wait();
    void stop();
    void drop();
    void hear(Stranger& stranger, std::string_view more);
    void forget(Stranger& stranger);
    [[nodiscard]] ServerSession* session_for(const MessageView& logon);

    FixServerTerms terms_;
    LpAdapter& lp_;
    Clock& clock_;
    asio::io_context io_{1};
    asio::ip::tcp::acceptor acceptor_{io_};
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    asio::steady_timer timer_{io_};
    ServerDesk desk_;
    std::map<std::string, std::unique_ptr<ServerSession>, std::less<>> sessions_;
    std::list<Stranger> strangers_;
    std::uint16_t port_ = 0;
    bool is_stopped_ = false;
    std::thread thread_;
};

Result<void> FixServer::Inside::open() {
    TRIREME_TRY(check(terms_.misbehaviour));
    if (!terms_.certificate_file.empty()) {
        error_code error;
        static_cast<void>(tls_.use_certificate_chain_file(terms_.certificate_file, error));
        if (!error) {
            static_cast<void>(tls_.use_private_key_file(terms_.key_file, asio::ssl::context::pem, error));
        }
        if (error) {
            return fail(ErrorCode::invalid_input, "cannot use the certificate {} with the key {}: {}",
                        terms_.certificate_file, terms_.key_file, error.message());
        }
    }
    for (const std::string& client : terms_.clients) {
        TRIREME_TRY_ASSIGN(auto session, ServerSession::create(terms_, client, clock_, desk_));
        desk_.add(*session);
        sessions_.emplace(client, std::move(session));
    }
    return open_port();
}

Result<void> FixServer::Inside::open_port() {
    const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), terms_.port);
    error_code error;
    static_cast<void>(acceptor_.open(endpoint.protocol(), error));
    if (!error) {
        static_cast<void>(acceptor_.set_option(asio::socket_base::reuse_address(true), error));
    }
    if (!error) {
        static_cast<void>(acceptor_.bind(endpoint, error));
    }
    if (!error) {
        static_cast<void>(acceptor_.listen(asio::socket_base::max_listen_connections, error));
    }
    if (error) {
        return fail(ErrorCode::io_failure, "cannot listen on port {}: {}", terms_.port, error.message());
    }
    port_ = acceptor_.local_endpoint().port();
    return {};
}

void FixServer::Inside::accept() {
    acceptor_.async_accept([this](error_code error, asio::ip::tcp::socket socket) {
        if (error || is_stopped_) {
            return;
        }
        if (strangers_.size() < strangers_max) {
            Stranger& stranger = strangers_.emplace_back(*this);
            stranger.connection = Connection::create(io_, terms_.certificate_file.empty() ? nullptr : &tls_, stranger);
            stranger.connection->take(std::move(socket));
        }
        accept();
    });
}

void FixServer::Inside::wait() {
    timer_.expires_after(poll_every);
    timer_.async_wait([this](error_code error) {
        if (error || is_stopped_) {
            return;
        }
        lp_.poll(clock_.now(), desk_);
        for (const auto& [client, session] : sessions_) {
            session->link().tick();
        }
        wait();
    });
}

void FixServer::Inside::stop() {
    error_code ignored;
    static_cast<void>(acceptor_.close(ignored));
    // A wait that is over already cannot be cancelled any more.
    is_stopped_ = true;
    timer_.cancel();
    for (const auto& [client, session] : sessions_) {
        session->link().log_out("");
    }
    drop();
}

void FixServer::Inside::drop() {
    for (const auto& [client, session] : sessions_) {
        session->link().drop();
    }
    for (Stranger& stranger : strangers_) {
        stranger.connection->close();
    }
    strangers_.clear();
}

void FixServer::Inside::hear(Stranger& stranger, std::string_view more) {
    stranger.bytes += more;
    FrameReader reader;
    reader.take(stranger.bytes);
    const auto frame = reader.next();
    if (!frame && stranger.bytes.size() <= logon_bytes_max) {
        return;
    }
    MessageView logon;
    ServerSession* const session = frame && logon.read(*frame) ? session_for(logon) : nullptr;
    const auto connection = stranger.connection;
    const std::string bytes = std::move(stranger.bytes);
    forget(stranger);
    if (session == nullptr) {
        return connection->close();
    }
    session->link().attach(connection);
    session->link().connection_opened(bytes);
}

void FixServer::Inside::forget(Stranger& stranger) {
    strangers_.remove_if([&](const Stranger& other) { return &other == &stranger; });
}

// Nobody for a stranger, and for one whose session is in use.
ServerSession* FixServer::Inside::session_for(const MessageView& logon) {
    const auto found = sessions_.find(logon.text(tag::sender_comp_id));
    if (found == sessions_.end() || logon.text(tag::message_type) != "A" ||
        logon.text(tag::target_comp_id) != terms_.comp_id || found->second->link().has_connection()) {
        return nullptr;
    }
    return found->second.get();
}

FixServer::FixServer(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

FixServer::~FixServer() = default;

Result<std::unique_ptr<FixServer>> FixServer::create(const FixServerTerms& terms, LpAdapter& lp, Clock& clock) {
    auto inside = std::make_unique<Inside>(terms, lp, clock);
    TRIREME_TRY(inside->open());
    inside->run();
    return std::unique_ptr<FixServer>(new FixServer(std::move(inside)));
}

std::uint16_t FixServer::port() const { return inside_->port(); }

void FixServer::drop_connections() { inside_->drop_connections(); }

}  // namespace trireme::fix
