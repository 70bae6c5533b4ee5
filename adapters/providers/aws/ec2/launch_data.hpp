// The properties of a launch's machines as parameters: of RunInstances itself, or of a launch
// template, where they have the same names below `LaunchTemplateData.`.
#pragma once

#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// A specification with what was looked up for it.
struct ReadySpecification {
    LaunchSpecification spec;
    std::string image_id;
    std::string root_device;
    std::string user_data;  // base64
};

// Adds everything but type, subnet, price, number and tags. Parameters of the native specification come first: the
// root volume is merged into its block devices, the groups into those of its network interfaces that name none.
void add_launch_data(Form& form, const std::string& prefix, const ReadySpecification& ready);

// Sets the subnet: in the form's network interfaces, if it has any, since EC2 takes it from there alone.
void set_subnet(Form& form, const std::string& subnet);

// Adds a map of parameters in the form of a Query API: {A: {B: 1}, C: [x]} is A.B=1 and C.1=x.
void add_native(Form& form, const std::string& prefix, const ValueMap& parameters);

std::string base64(std::string_view bytes);

}  // namespace hf::aws
