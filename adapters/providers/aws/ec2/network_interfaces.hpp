// Network interfaces: a machine's adapters, public address, groups and subnet as parameters of a call. As soon as one
// of them needs a network interface of its own, EC2 takes groups and subnet from the interfaces alone.
//
//     add_interfaces(form, "", spec);
//     set_groups(form, "", spec.security_groups);
//     set_subnet(form, "subnet-1");
//
// `prefix` stands before the names of all parameters. Interfaces that the form has already are merged by network card
// and device. Pure.
//
// Source: Amazon EC2 user guide, "Maximize network bandwidth on Amazon EC2 instances with multiple network cards": the
// first interface is device 0 of card 0, each further one is device 1 of the next card.
#pragma once

#include "adapters/providers/aws/http/form.hpp"
#include "adapters/providers/aws/template/aws_template.hpp"

namespace hf::aws {

// Adds what `efaCount` and `publicIp` say.
void add_interfaces(Form& form, const std::string& prefix, const LaunchSpecification& spec);

// Sets the groups: in those network interfaces that name none, or of the machine if it has no interfaces.
void set_groups(Form& form, const std::string& prefix, const std::vector<std::string>& groups);

// Sets the subnet of a machine in the same way.
void set_subnet(Form& form, const std::string& subnet);

}  // namespace hf::aws
