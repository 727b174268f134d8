#include "fix/misbehaviour.hpp"

#include "base/scatter.hpp"
#include "fix/frame_reader.hpp"

#include <utility>

namespace trireme::fix {
namespace {

constexpr std::string_view separator = "\001";
constexpr std::size_t checksum_bytes = 7;

// The first price or volume becomes negative: "|270=1.08" is "|270=-1.0", of the same length.
std::string with_a_lie(std::string_view frame) {
    std::string lie(frame.substr(0, frame.size() - checksum_bytes));
    for (const std::string_view field : {"\001270=", "\00131=", "\00114="}) {
        const std::size_t found = lie.find(field);
        const std::size_t begin = found + field.size();
        const std::size_t end = found == std::string::npos ? found : lie.find(separator, begin);
        if (end != std::string::npos && end > begin + 1) {
            lie.insert(begin, 1, '-');
            lie.erase(end, 1);
            break;
        }
    }
    return lie + "10=" + checksum_of(lie) + std::string(separator);
}

}  // namespace

Result<void> check(const MisbehaviourTerms& terms) {
    for (const std::uint32_t permille : {terms.drop_permille, terms.duplicate_permille, terms.reorder_permille,
                                         terms.garble_permille, terms.lie_permille, terms.refuse_permille}) {
        if (permille > 1'000) {
            return fail(ErrorCode::invalid_input, "expected at most 1000 of a thousand, got {}", permille);
        }
    }
    if (terms.delay < Duration() || terms.delay > Duration::seconds(60)) {
        return fail(ErrorCode::invalid_input, "expected a delay of at most a minute");
    }
    return {};
}

bool Misbehaviour::happens(std::uint32_t permille) {
    return permille > 0 && scatter(terms_.seed, draws_++) % 1'000 < permille;
}

void Misbehaviour::pass(std::string_view frame, Timestamp now, std::string& output) {
    if (happens(terms_.drop_permille)) {
        return;
    }
    std::string made = happens(terms_.lie_permille) ? with_a_lie(frame) : std::string(frame);
    if (happens(terms_.garble_permille)) {
        made[made.size() / 2] ^= 1;
    }
    if (happens(terms_.duplicate_permille)) {
        made += made;
    }
    if (behind_.empty() && happens(terms_.reorder_permille)) {
        behind_ = std::move(made);
        return;
    }
    made += std::exchange(behind_, {});
    if (terms_.delay == Duration()) {
        output += made;
    } else {
        delayed_.push_back({now.plus(terms_.delay), std::move(made)});
    }
}

void Misbehaviour::release(Timestamp now, std::string& output) {
    while (!delayed_.empty() && delayed_.front().due <= now) {
        output += delayed_.front().frame;
        delayed_.pop_front();
    }
}

void Misbehaviour::clear() {
    behind_.clear();
    delayed_.clear();
}

}  // namespace trireme::fix
