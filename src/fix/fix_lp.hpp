#pragma once

#include "base/result.hpp"
#include "fix/lp_messages.hpp"
#include "fix/profile.hpp"
#include "ports/clock.hpp"
#include "ports/lp_adapter.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace trireme::fix {

// An LP that speaks FIX 4.4. Its sockets are served by a thread of its own; `clock` stamps there what is read, and must
// be safe to ask from it.
//
// An order that was taken while the connection breaks may or may not have reached the LP: it is to be asked about by
// name. Names of orders hold no '~', which marks later ClOrdIDs.
class FixLp final : public LpAdapter {
public:
    // Begins to connect. Numbers and messages of its sessions, and their logs, are in `folder`. Errors: those of
    // `check`, of files, and conflict where another process has them.
    [[nodiscard]] static Result<std::unique_ptr<FixLp>> create(const FixProfile& profile,
                                                               const std::filesystem::path& folder, Clock& clock);
    // Logs out and waits for its thread.
    ~FixLp() override;

    void poll(Timestamp now, LpListener& listener) override;
    Timestamp next_due() const override;
    LpHealth health() const override;

    LpAdmission send(const LpOrder& order, Timestamp now) override;
    LpAdmission cancel(const LpOrderName& name, Timestamp now) override;
    LpAdmission replace(const LpReplace& replacement, Timestamp now) override;
    LpAdmission ask_status(const LpOrderName& name, Timestamp now) override;
    LpAdmission ask_open_orders(Timestamp now) override;
    LpAdmission ask_positions(Timestamp now) override;

private:
    class Thread;

    explicit FixLp(LpSlot lp);
    [[nodiscard]] LpAdmission ask(LpRequest request);
    void hand_over(const LpNews& news, LpListener& listener);
    void count(const LpReport& report);

    LpSlot lp_;
    LpHealth health_{};
    struct Sent {
        LpOrderName name{};
        Timestamp time{};
    };
    std::optional<Sent> last_sent_{};  // the order whose latency is measured
    std::vector<LpNews> taken_;
    Timestamp polled_{};
    std::unique_ptr<Thread> thread_;
};

}  // namespace trireme::fix
