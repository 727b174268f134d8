#pragma once

#include "base/result.hpp"
#include "model/currency.hpp"
#include "model/ids.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace trireme::scenarios {

// What a scenario calls its accounts, instruments and groups. Ids are given from 1 up, in the order in which the names
// first appear.
class NameList {
public:
    // The id of a name, which is a new one if it was not known.
    std::uint64_t declare(std::string_view name);
    [[nodiscard]] std::optional<std::uint64_t> find(std::string_view name) const;

private:
    std::map<std::string, std::uint64_t, std::less<>> ids_;
};

struct Names {
    NameList accounts;
    NameList instruments;
    NameList groups;
    std::map<std::uint64_t, Currency> currencies;  // of accounts
};

}  // namespace trireme::scenarios
