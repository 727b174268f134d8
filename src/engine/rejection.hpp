#pragma once

#include "model/reject.hpp"

namespace trireme::engine {

// Rejections that name a field.

[[nodiscard]] inline Rejection required_field(FieldName field) {
    return {RejectCode::required_field, {.field = field}};
}

[[nodiscard]] inline Rejection unexpected_field(FieldName field) {
    return {RejectCode::unexpected_field, {.field = field}};
}

[[nodiscard]] inline Rejection invalid_field(FieldName field) { return {RejectCode::invalid_field, {.field = field}}; }

// Rejections that name what they are about.

[[nodiscard]] inline Rejection rejection_of(RejectCode code, AccountId account) { return {code, {.account = account}}; }
[[nodiscard]] inline Rejection rejection_of(RejectCode code, InstrumentId instrument) {
    return {code, {.instrument = instrument}};
}
[[nodiscard]] inline Rejection rejection_of(RejectCode code, OrderId order) { return {code, {.order = order}}; }
[[nodiscard]] inline Rejection rejection_of(RejectCode code, PositionId position) {
    return {code, {.position = position}};
}

}  // namespace trireme::engine
