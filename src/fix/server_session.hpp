#pragma once

#include "base/result.hpp"
#include "fix/fix_server.hpp"
#include "fix/message_view.hpp"
#include "fix/session_link.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace trireme::fix {

class ServerSession;

class ServerSessionUser {
public:
    virtual ~ServerSessionUser() = default;
    virtual void on_request(ServerSession& session, const MessageView& message) = 0;
};

// A client's session at a server.
class ServerSession final : public LinkOwner {
public:
    [[nodiscard]] static Result<std::unique_ptr<ServerSession>> create(const FixServerTerms& terms,
                                                                       const std::string& client, Clock& clock,
                                                                       ServerSessionUser& user);

    [[nodiscard]] SessionLink& link() { return *link_; }
    void send(const FixBody& body) {
        link_->send(body);
        link_->finish_turn();
    }

    struct Subscription {
        std::string request{};
        bool wants_increments = false;
        bool has_snapshot = false;
        LpDepth last{};
    };
    // By instrument. Gone with the connection.
    std::map<InstrumentSlot, Subscription> subscriptions{};

    void on_logged_on() override {}
    void on_lost(bool) override { subscriptions.clear(); }
    void on_message(std::string_view frame) override;
    void on_session_reject(std::string_view) override {}
    bool accepts_logon(std::string_view frame) override;
    // Reports, and nothing that has grown old.
    bool may_resend(std::string_view type, std::int64_t) override { return type == "8" || type == "9"; }
    bool has_handed_on() const override { return true; }

private:
    ServerSession(const FixServerTerms& terms, ServerSessionUser& user) : terms_(terms), user_(user) {}

    const FixServerTerms& terms_;
    ServerSessionUser& user_;
    MessageView message_;
    std::unique_ptr<SessionLink> link_;
};

}  // namespace trireme::fix
