#pragma once

#include "base/result.hpp"
#include "fix/misbehaviour.hpp"
#include "fix/profile.hpp"
#include "ports/clock.hpp"
#include "ports/lp_adapter.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace trireme::fix {

struct FixServerTerms {
    std::uint16_t port = 0;          // on the loopback address; 0: any that is free
    std::string certificate_file{};  // PEM, with its key; empty: no TLS
    std::string key_file{};
    std::string comp_id{};               // the server's
    std::vector<std::string> clients{};  // their CompIDs; each has one session
    std::string username{};              // what clients must say; empty: anything
    Secret password{};
    std::vector<FixInstrument> instruments{};
    std::filesystem::path folder{};
    MisbehaviourTerms misbehaviour{};
};

// An LP as its clients see it: accepts FIX sessions and lets an LpAdapter, such as a simulated one, deal. Volumes are
// units. Has a thread of its own, which also polls the adapter.
class FixServer {
public:
    // `lp` and `clock` outlive it and are used by its thread alone. Errors: those of files, certificates and the port.
    [[nodiscard]] static Result<std::unique_ptr<FixServer>> create(const FixServerTerms& terms, LpAdapter& lp,
                                                                   Clock& clock);
    ~FixServer();
    FixServer(const FixServer&) = delete;
    FixServer& operator=(const FixServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // Breaks all connections without a word.
    void drop_connections();

private:
    class Inside;
    explicit FixServer(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

}  // namespace trireme::fix
