#include "simulation/tally.hpp"

#include <fmt/format.h>

namespace trireme::simulation {
namespace {

template <class Enum, class Use>
void for_each_enumerator(Use use) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto enumerator) { use(enumerator.value, enumerator.name); });
}

constexpr std::size_t columns = 3;

template <class Enum>
std::string table(const Tally& tally) {
    std::string text;
    std::size_t column = 0;
    for_each_enumerator<Enum>([&](Enum item, const char* name) {
        text += fmt::format("  {:<22}{:>12}", name, tally.of(item));
        if (++column % columns == 0) {
            text += '\n';
        }
    });
    return column % columns == 0 ? text : text + '\n';
}

}  // namespace

void Tally::add(const Tally& other) {
    for (std::size_t at = 0; at < faults_.size(); ++at) {
        faults_[at] += other.faults_[at];
    }
    for (std::size_t at = 0; at < work_.size(); ++at) {
        work_[at] += other.work_[at];
    }
}

std::string Tally::to_text() const {
    return fmt::format("faults that happened\n{}what the engine did\n{}", table<Fault>(*this), table<Work>(*this));
}

std::string Tally::never_happened() const {
    std::string names;
    const auto add_if_none = [&](auto item, const char* name) {
        if (of(item) == 0) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
        }
    };
    for_each_enumerator<Fault>(add_if_none);
    for_each_enumerator<Work>(add_if_none);
    return names;
}

}  // namespace trireme::simulation
