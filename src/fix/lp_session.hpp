#pragma once

#include "base/result.hpp"
#include "fix/backoff.hpp"
#include "fix/profile.hpp"
#include "fix/session_link.hpp"
#include "ports/clock.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace trireme::fix {

class LpSession;

class LpSessionUser {
public:
    virtual ~LpSessionUser() = default;
    virtual void on_up(LpSession& session) = 0;
    virtual void on_down(LpSession& session) = 0;
    virtual void on_frame(LpSession& session, std::string_view frame) = 0;
    virtual void on_reject(LpSession& session, std::string_view frame) = 0;
    [[nodiscard]] virtual bool has_handed_on() const = 0;
};

// One session that we begin: connects, logs on, and after a loss connects again, later each time. Used on its thread
// only.
class LpSession final : public LinkOwner {
public:
    // Its files are <folder>/<name>.session and <name>.log. A session of quotes that begins anew with each logon has no
    // file of the first kind.
    [[nodiscard]] static Result<std::unique_ptr<LpSession>> create(boost::asio::io_context& io,
                                                                   const FixProfile& profile,
                                                                   const FixEndpoint& endpoint, std::string_view name,
                                                                   bool is_durable, const std::filesystem::path& folder,
                                                                   Clock& clock, LpSessionUser& user);

    void start();
    void stop();
    void tick();
    [[nodiscard]] SessionLink& link() { return *link_; }
    [[nodiscard]] bool is_up() const { return is_up_; }

    void on_logged_on() override;
    void on_lost(bool was_refused) override;
    void on_message(std::string_view frame) override { user_.on_frame(*this, frame); }
    void on_session_reject(std::string_view frame) override { user_.on_reject(*this, frame); }
    bool accepts_logon(std::string_view) override { return false; }
    bool may_resend(std::string_view type, std::int64_t sent_seconds_since_1970) override;
    bool has_handed_on() const override { return user_.has_handed_on(); }

private:
    LpSession(boost::asio::io_context& io, const FixProfile& profile, FixEndpoint endpoint, Clock& clock,
              LpSessionUser& user);
    [[nodiscard]] Result<void> prepare_tls();
    void connect();

    boost::asio::io_context& io_;
    FixEndpoint endpoint_;
    Duration stable_after_;
    Duration resends_orders_for_;
    Clock& clock_;
    LpSessionUser& user_;
    Backoff backoff_;
    boost::asio::ssl::context tls_;
    boost::asio::steady_timer timer_;
    std::unique_ptr<SessionLink> link_;
    Timestamp logged_on_{};
    bool is_up_ = false;
    bool is_stopped_ = false;
};

}  // namespace trireme::fix
