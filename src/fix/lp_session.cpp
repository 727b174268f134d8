#include "fix/lp_session.hpp"

#include "base/scatter.hpp"

#include <chrono>
#include <utility>

namespace trireme::fix {
namespace {

namespace asio = boost::asio;

SessionTerms terms_of(const FixEndpoint& endpoint) {
    SessionTerms terms;
    terms.sender_comp_id = endpoint.sender_comp_id;
    terms.sender_sub_id = endpoint.sender_sub_id;
    terms.target_comp_id = endpoint.target_comp_id;
    terms.target_sub_id = endpoint.target_sub_id;
    terms.heartbeat_seconds = static_cast<int>(endpoint.heartbeat.nanoseconds() / 1'000'000'000);
    terms.resets_on_logon = endpoint.resets_on_logon;
    terms.logon_fields = endpoint.logon_fields;
    if (!endpoint.username.empty()) {
        terms.logon_fields.push_back({553, endpoint.username});
    }
    if (!endpoint.password.empty()) {
        terms.logon_fields.push_back({554, endpoint.password.reveal()});
    }
    return terms;
}

}  // namespace

LpSession::LpSession(asio::io_context& io, const FixProfile& profile, FixEndpoint endpoint, Clock& clock,
                     LpSessionUser& user)
    : io_(io),
      endpoint_(std::move(endpoint)),
      stable_after_(profile.stable_after),
      resends_orders_for_(profile.resends_orders_for),
      clock_(clock),
      user_(user),
      backoff_(profile.backoff_first, profile.backoff_max, fold(profile.seed, endpoint_.sender_comp_id)),
      tls_(asio::ssl::context::tls_client),
      timer_(io) {}

Result<std::unique_ptr<LpSession>> LpSession::create(asio::io_context& io, const FixProfile& profile,
                                                     const FixEndpoint& endpoint, std::string_view name,
                                                     bool is_durable, const std::filesystem::path& folder, Clock& clock,
                                                     LpSessionUser& user) {
    std::unique_ptr<LpSession> session(new LpSession(io, profile, endpoint, clock, user));
    TRIREME_TRY(session->prepare_tls());
    std::unique_ptr<SessionFile> file;
    if (is_durable) {
        TRIREME_TRY_ASSIGN(file, SessionFile::open(folder / fmt::format("{}.session", name)));
    }
    TRIREME_TRY_ASSIGN(auto log, SessionLog::open(folder / fmt::format("{}.log", name), clock));
    session->link_ = std::make_unique<SessionLink>(terms_of(endpoint), std::move(file), std::move(log), *session);
    return session;
}

Result<void> LpSession::prepare_tls() {
    boost::system::error_code error;
    tls_.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls_.set_verify_mode(asio::ssl::verify_peer);
    if (endpoint_.tls_authority_file.empty()) {
        static_cast<void>(tls_.set_default_verify_paths(error));
    } else {
        static_cast<void>(tls_.load_verify_file(endpoint_.tls_authority_file, error));
    }
    if (error) {
        return fail(ErrorCode::invalid_input, "cannot read the certificates to trust from '{}': {}",
                    endpoint_.tls_authority_file, error.message());
    }
    return {};
}

void LpSession::start() { connect(); }

void LpSession::stop() {
    is_stopped_ = true;
    timer_.cancel();
    link_->log_out("");
    link_->drop();
}

void LpSession::connect() {
    if (is_stopped_) {
        return;
    }
    auto connection = Connection::create(io_, endpoint_.uses_tls ? &tls_ : nullptr, *link_);
    link_->attach(connection);
    connection->connect(endpoint_.host, endpoint_.port);
}

void LpSession::tick() {
    link_->tick();
    if (is_up_ && clock_.now() >= logged_on_.plus(stable_after_)) {
        backoff_.reset();
    }
}

void LpSession::on_logged_on() {
    is_up_ = true;
    logged_on_ = clock_.now();
    user_.on_up(*this);
}

void LpSession::on_lost(bool was_refused) {
    if (std::exchange(is_up_, false)) {
        user_.on_down(*this);
    }
    // After a failed store the session stays away: what the LP knows of us could not be kept.
    if (is_stopped_ || link_->has_failed()) {
        return;
    }
    if (was_refused) {
        backoff_.go_to_most();
    }
    const Duration wait = backoff_.next();
    link_->note(fmt::format("connecting again in {} ms", wait.nanoseconds() / 1'000'000));
    timer_.expires_after(std::chrono::nanoseconds(wait.nanoseconds()));
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) {
            connect();
        }
    });
}

bool LpSession::may_resend(std::string_view type, std::int64_t sent_seconds_since_1970) {
    if (type == "F") {
        return true;
    }
    const Timestamp sent(sent_seconds_since_1970 * 1'000'000'000);
    return (type == "D" || type == "G") && clock_.now() < sent.plus(resends_orders_for_);
}

}  // namespace trireme::fix
