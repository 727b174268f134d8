#include "app/client_load.hpp"

#include "codec/bytes.hpp"
#include "counter/events.hpp"
#include "counter/state.hpp"

#include <algorithm>

namespace trireme::app {
namespace {

using counter::Command;

constexpr Currency usd("USD");
constexpr Currency eur("EUR");
constexpr Money deposit_usd{10'000'00, usd};
constexpr Money deposit_eur{10'000'00, eur};

// Where nobody else opened accounts in the folder, dollars and euros are its first currencies.
constexpr AccountId usd_bank = counter::house_account(counter::AccountKind::bank, 0);
constexpr AccountId eur_bank = counter::house_account(counter::AccountKind::bank, 1);

constexpr auto pause = std::chrono::milliseconds(1);
constexpr auto slot_pause = std::chrono::microseconds(50);

AccountId usd_account(std::uint64_t client) { return AccountId(counter::client_account_min.value() + 2 * client); }
AccountId eur_account(std::uint64_t client) { return AccountId(usd_account(client).value() + 1); }

}  // namespace

ClientLoad::ClientLoad(CommandSink& sink, Clock& clock, const LoadOptions& options)
    : sink_(sink),
      clock_(clock),
      options_(options),
      random_(std::random_device()()),
      next_request_(options.first_request) {
    for (std::size_t slot = 0; slot < in_flight_max; ++slot) {
        in_flight_[slot].slot = slot;
        free_.push(&in_flight_[slot]);
    }
    thread_ = std::thread([this] { run(); });
}

ClientLoad::~ClientLoad() { stop(); }

void ClientLoad::stop() {
    is_stopping_.store(true, std::memory_order_release);
    if (thread_.joinable()) {
        thread_.join();
    }
    while (counts().in_flight > 0) {
        std::this_thread::sleep_for(pause);
    }
}

ClientLoad::Counts ClientLoad::counts() const {
    // In this order, so that no more seem answered than sent.
    const std::uint64_t answered = answered_.load(std::memory_order_acquire);
    const std::uint64_t sent = sent_.load(std::memory_order_acquire);
    return {.durable = durable_.load(std::memory_order_relaxed),
            .rejected = rejected_.load(std::memory_order_relaxed),
            .overloaded = overloaded_.load(std::memory_order_relaxed),
            .in_flight = sent - answered};
}

void ClientLoad::on_outcome(std::uint64_t tag, const Outcome& outcome) {
    InFlight& command = in_flight_[tag];
    if (outcome.status == OutcomeStatus::durable) {
        latencies_.record(std::chrono::steady_clock::now() - command.sent_at);
        durable_.fetch_add(1, std::memory_order_relaxed);
        const bool is_rejected = std::ranges::any_of(
            outcome.events, [](const EventView& event) { return event.type == counter::Rejected::wire_type; });
        if (is_rejected && !command.is_setup) {
            rejected_.fetch_add(1, std::memory_order_relaxed);
        }
    }
    free_.push(&command);
    answered_.fetch_add(1, std::memory_order_release);
}

void ClientLoad::run() {
    open_accounts();
    trade();
}

// Whoever has an account already is told so, which changes nothing.
void ClientLoad::open_accounts() {
    send(counter::SetRulesVersion{counter::latest_rules_version}, true);
    for (std::uint64_t client = 0; client < options_.clients; ++client) {
        send(counter::OpenAccount{usd_account(client), usd}, true);
        send(counter::OpenAccount{eur_account(client), eur}, true);
        send(counter::Transfer{next_request(), usd_bank, usd_account(client), deposit_usd}, true);
        send(counter::Transfer{next_request(), eur_bank, eur_account(client), deposit_eur}, true);
    }
}

void ClientLoad::trade() {
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t traded = 0;
    while (!is_stopping_.load(std::memory_order_acquire)) {
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        const auto due =
            static_cast<std::uint64_t>(seconds.count() * static_cast<double>(options_.commands_per_second));
        if (options_.commands_per_second > 0 && traded >= due) {
            std::this_thread::sleep_for(pause);
            continue;
        }
        if (!send(next_command(), false)) {
            return;
        }
        ++traded;
    }
}

Command ClientLoad::next_command() {
    const std::uint64_t client = below(options_.clients);
    const std::uint64_t other = (client + 1 + below(options_.clients - 1)) % options_.clients;
    const Money amount{static_cast<std::int64_t>(1 + below(500'00)), usd};
    const std::uint64_t kind = below(20);
    if (kind == 0) {
        const auto due = clock_.now().plus(Duration::milliseconds(1'000 + static_cast<std::int64_t>(below(4'000))));
        return counter::ScheduleTransfer{next_request(), due, usd_account(client), usd_account(other), amount};
    }
    const Price eurusd(108'000'000 + static_cast<std::int64_t>(below(1'000)) * 1'000);
    if (kind == 1) {
        return counter::Exchange{next_request(), usd_account(client),      eur_account(client), amount,
                                 eurusd,         Conversion::quote_to_base};
    }
    if (kind == 2) {
        return counter::Exchange{
            next_request(), eur_account(client),      usd_account(client), Money{amount.minor_units, eur},
            eurusd,         Conversion::base_to_quote};
    }
    return counter::Transfer{next_request(), usd_account(client), usd_account(other), amount};
}

bool ClientLoad::send(const Command& command, bool is_setup) {
    InFlight* const slot = wait_for_slot();
    if (slot == nullptr) {
        return false;
    }
    encoded_.clear();
    codec::encode(encoded_, command);
    slot->is_setup = is_setup;
    sent_.fetch_add(1, std::memory_order_relaxed);
    for (;;) {
        slot->sent_at = std::chrono::steady_clock::now();
        const Admission admission = sink_.submit(encoded_, *this, slot->slot);
        if (admission == Admission::taken) {
            return true;
        }
        if (admission != Admission::overloaded || is_stopping_.load(std::memory_order_acquire)) {
            sent_.fetch_sub(1, std::memory_order_relaxed);
            return false;
        }
        // Nothing happened, so the same request may come again.
        overloaded_.fetch_add(1, std::memory_order_relaxed);
        std::this_thread::sleep_for(pause);
    }
}

ClientLoad::InFlight* ClientLoad::wait_for_slot() {
    while (!is_stopping_.load(std::memory_order_acquire)) {
        if (InFlight* const slot = free_.pop()) {
            return slot;
        }
        std::this_thread::sleep_for(slot_pause);
    }
    return nullptr;
}

}  // namespace trireme::app
