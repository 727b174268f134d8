#pragma once

#include "fix/server_messages.hpp"
#include "fix/server_session.hpp"
#include "ports/lp_adapter.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace trireme::fix {

// Between the sessions of a server and the adapter that deals: who asked for what, and who is told.
class ServerDesk final : public ServerSessionUser, public LpListener {
public:
    ServerDesk(const FixServerTerms& terms, LpAdapter& lp, Clock& clock);

    void on_request(ServerSession& session, const MessageView& message) override;

    void on_quote(const LpQuote& quote) override;
    void on_depth(const LpDepth& depth) override;
    void on_withdrawn(LpSlot, InstrumentSlot instrument, Timestamp) override;
    void on_connection(LpSlot, bool, Timestamp) override {}
    void on_report(LpSlot, const LpReport& report) override;
    void on_open_orders_told(LpSlot, Timestamp) override;
    void on_positions(LpSlot, std::span<const LpPosition> positions, Timestamp) override;

    // Whom to tell. All sessions live as long as the desk.
    void add(ServerSession& session) { sessions_.push_back(&session); }

private:
    struct Order {
        ServerSession* session = nullptr;
        ServedOrder served{};
    };
    struct Question {
        ServerSession* session = nullptr;
        std::string id{};
    };
    void subscribe(ServerSession& session, const MessageView& message);
    void take_order(ServerSession& session, const MessageView& message);
    void take_cancel(ServerSession& session, const MessageView& message);
    [[nodiscard]] bool refuse_second_change(ServerSession& session, const MessageView& message, const LpOrderName& name,
                                            LpReportKind kind);
    void take_replacement(ServerSession& session, const MessageView& message);
    void take_status_question(ServerSession& session, const MessageView& message);
    void tell_securities(ServerSession& session, const MessageView& message);
    void refuse(ServerSession& session, const MessageView& message, std::string_view why);
    void publish(const LpDepth& depth);
    void tell(ServerSession& session, ServerSession::Subscription& subscription, const LpDepth& depth);
    [[nodiscard]] const FixInstrument* find(std::string_view symbol) const;
    [[nodiscard]] Order* find_order(const MessageView& message, int tag);
    [[nodiscard]] std::string execution_of(const LpReport& report);

    const FixServerTerms& terms_;
    LpAdapter& lp_;
    Clock& clock_;
    Misbehaviour refusals_;
    std::vector<ServerSession*> sessions_;
    std::map<InstrumentSlot, LpDepth> books_;
    std::map<InstrumentSlot, bool> has_depth_;
    std::map<LpOrderName, Order> orders_;
    std::map<std::string, LpOrderName, std::less<>> names_;  // of every ClOrdID that a client used
    Question open_orders_{};
    std::vector<LpReport> open_reports_;
    Question positions_{};
    std::uint64_t executions_ = 0;
};

}  // namespace trireme::fix
