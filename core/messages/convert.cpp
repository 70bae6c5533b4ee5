#include "core/messages/convert.hpp"

namespace hf {

Value to_value(const TypeInfo& type, const void* object) {
    Value result;
    Decoder decoder(type_of<Value>, &result, UnknownFields::ignore);
    type.write(object, decoder);
    return result;
}

}  // namespace hf
