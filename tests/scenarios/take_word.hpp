#pragma once

#include "base/result.hpp"
#include "codec/json.hpp"
#include "scenarios/names.hpp"
#include "scenarios/script.hpp"
#include "scenarios/shape.hpp"
#include "scenarios/word_value.hpp"

#include <span>

namespace trireme::scenarios {

// The terms of a line that are still to be read.
using Terms = std::span<const Term>;

// Takes the next word as a value of type T.
template <class T>
[[nodiscard]] Result<T> take(Terms& terms, const Names& names) {
    if (terms.empty() || terms.front().is_bracket) {
        return fail(ErrorCode::invalid_input, "a word is missing");
    }
    TRIREME_TRY_ASSIGN(const boost::json::value value, read_word(shape_of<T>(), terms.front().word, names));
    terms = terms.subspan(1);
    return codec::from_json<T>(value);
}

}  // namespace trireme::scenarios
